# distutils: language = c++
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The strongest other candidate of each pair; see linkage/standing.py."""

from libc.stdint cimport int64_t
from libcpp.algorithm cimport sort
from libcpp.pair cimport pair
from libcpp.vector cimport vector

# A list of the other record; log-odds, highest first; the pair.
ctypedef pair[int, pair[float, int]] Candidate


def find_rivals(
    const int[::1] left, const int[::1] right, const float[::1] logit, const int[::1] lists,
    float[::1] best,
):
    """Raise `best` of each pair to the log-odds of its strongest rival, if it has any.

    A rival of (a, b) is another pair of a with a record of b's list, or of b with one of a's;
    `lists` has the list of each record, which `left` and `right` number. The ends of a pair must
    be of two lists.
    """
    cdef vector[int64_t] start
    cdef vector[int] order
    cdef vector[Candidate] here
    cdef int64_t at
    cdef Py_ssize_t record
    cdef int one
    with nogil:
        start.assign(lists.shape[0] + 2, 0)
        for one in range(<int>left.shape[0]):
            start[left[one] + 2] += 1
            start[right[one] + 2] += 1
        for record in range(2, <Py_ssize_t>start.size()):
            start[record] += start[record - 1]
        order.resize(start.back())
        for one in range(<int>left.shape[0]):
            order[start[left[one] + 1]] = one
            start[left[one] + 1] += 1
            order[start[right[one] + 1]] = one
            start[right[one] + 1] += 1
        for record in range(lists.shape[0]):
            if start[record + 1] - start[record] < 2:
                continue
            here.clear()
            for at in range(start[record], start[record + 1]):
                one = order[at]
                here.push_back(
                    Candidate(
                        lists[right[one] if left[one] == record else left[one]],
                        pair[float, int](-logit[one], one),
                    )
                )
            sort(here.begin(), here.end())
            _compare(here, &best[0])


cdef int _compare(vector[Candidate]& sorted_, float* best) except -1 nogil:
    """Set the first of each list's candidates against the second, all others against the first."""
    cdef size_t at, first = 0
    cdef int one
    for at in range(sorted_.size()):
        one = sorted_[at].second.second
        if at == 0 or sorted_[at].first != sorted_[first].first:
            first = at
            if at + 1 < sorted_.size() and sorted_[at + 1].first == sorted_[at].first:
                best[one] = max(best[one], -sorted_[at + 1].second.first)
        else:
            best[one] = max(best[one], -sorted_[first].second.first)
    return 0
