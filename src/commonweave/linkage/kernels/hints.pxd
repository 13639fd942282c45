from commonweave.linkage.kernels.layout cimport Columns, Record

cdef int compare_hints(const Columns* columns, const Record* a, const Record* b) noexcept nogil
