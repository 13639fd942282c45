from commonweave.linkage.kernels.layout cimport Columns, Record

cdef double distance_km(const Record* a, const Record* b) noexcept nogil
cdef int compare_places(
    const Columns* columns, const Record* a, const Record* b, double km
) noexcept nogil
cdef int crowd_of(const Record* a, const Record* b, int place) noexcept nogil
