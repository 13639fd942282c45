from enum import IntEnum

Kind: type[IntEnum]
Flag: type[IntEnum]

def field_names() -> dict[str, list[str]]: ...
