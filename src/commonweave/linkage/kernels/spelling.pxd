ctypedef unsigned char byte

cdef float likeness(const byte* a, int m, const byte* b, int n, float least) noexcept nogil
cdef float text_likeness(const byte* a, int m, const byte* b, int n, float least) noexcept nogil
