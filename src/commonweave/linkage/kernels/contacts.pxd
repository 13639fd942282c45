from commonweave.linkage.kernels.layout cimport Columns, Record

cdef struct ContactEvidence:
    int level
    int shared

cdef ContactEvidence compare_contacts(
    const Columns* columns, const Record* a, const Record* b, int kind, int few, int many
) noexcept nogil
cdef ContactEvidence compare_identifiers(
    const Columns* columns, const Record* a, const Record* b
) noexcept nogil
