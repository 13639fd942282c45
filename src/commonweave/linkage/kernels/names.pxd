from commonweave.linkage.kernels.layout cimport Columns, Record

cdef struct NameEvidence:
    int name, word, homonyms, told, number, mark, extra, clash, script
    int shared_word

cdef NameEvidence compare_names(
    const Columns* columns, const Record* a, const Record* b
) noexcept nogil
