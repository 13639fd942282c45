from enum import IntEnum

NameLevel: type[IntEnum]
TypeLevel: type[IntEnum]
PlaceLevel: type[IntEnum]
CrowdLevel: type[IntEnum]
IdentifierLevel: type[IntEnum]
HintLevel: type[IntEnum]
FoundedLevel: type[IntEnum]
Agreement: type[IntEnum]

def __getattr__(feature: str) -> int: ...
