# distutils: language = c++
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Components of scored pairs, and average linkage inside each; see domain/clustering.py.

Records are positions, in the order of their ids. Evidence is added up in fixed point (2^-20), so
that a sum does not depend on the order in which pairs come.

Method: agglomerative clustering with group-average linkage (Sokal & Michener 1958) on a heap of
offers between neighbouring clusters; an offer that a later join made void is passed over when it
comes up. A join costs the neighbours of both clusters.
"""

from libc.math cimport llrint
from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t
from libcpp cimport bool
from libcpp.pair cimport pair
from libcpp.queue cimport priority_queue
from libcpp.unordered_map cimport unordered_map
from libcpp.unordered_set cimport unordered_set
from libcpp.vector cimport vector

cdef enum:
    GONE = 0x7FFFFFFF
    SMALL_TABLE = 4096

cdef double ONE = 1048576.0

ctypedef pair[int, int] Two

# Best first: the mean in 1e-9, then the smaller records (negated); the two slots; the time.
ctypedef pair[pair[int64_t, int64_t], pair[uint64_t, int64_t]] Offer

cdef struct Evidence:
    int64_t total
    int32_t compared
    int32_t compared_same


cdef int find(int* root, int at) noexcept nogil:
    """Return the first record of a set, halving the path to it."""
    while root[at] != at:
        root[at] = root[root[at]]
        at = root[at]
    return at


def join_components(
    int[::1] root, const int[::1] left, const int[::1] right, const float[::1] logit, float cut
):
    """Join in `root` (each record's first record so far) the ends of pairs at or above `cut`."""
    cdef Py_ssize_t at
    cdef int a, b
    if root.shape[0] == 0:
        return
    cdef int* parent = &root[0]
    with nogil:
        for at in range(left.shape[0]):
            if logit[at] >= cut:
                a = find(parent, left[at])
                b = find(parent, right[at])
                if a < b:
                    parent[b] = a
                else:
                    parent[a] = b
        for at in range(root.shape[0]):
            root[at] = root[root[at]]


cdef uint64_t both(int a, int b) noexcept nogil:
    if a > b:
        a, b = b, a
    return (<uint64_t>a << 32) | <uint64_t>b


cdef class Component:
    """Clusters of one component by slot; used again for the next, so that memory is kept."""

    cdef double cut, unscored, unscored_same
    cdef vector[int] first, size, into, changed
    cdef vector[vector[Two]] lists
    cdef vector[vector[int]] near, fence
    cdef unordered_map[uint64_t, Evidence] sums
    cdef unordered_set[uint64_t] apart
    cdef priority_queue[Offer] offers
    cdef int joins

    cdef int begin(self, int slots) except -1 nogil:
        cdef int at
        self.first.assign(slots, -1)
        self.size.assign(slots, 0)
        self.changed.assign(slots, 0)
        self.into.resize(slots)
        if <int>self.near.size() < slots:
            self.near.resize(slots)
            self.fence.resize(slots)
            self.lists.resize(slots)
        for at in range(slots):
            self.into[at] = at
            self.near[at].clear()
            self.fence[at].clear()
            self.lists[at].clear()
        # To clear a table costs its buckets: that of a large component is not carried on.
        if self.sums.bucket_count() > SMALL_TABLE:
            self.sums = unordered_map[uint64_t, Evidence]()
        self.sums.clear()
        self.apart.clear()
        self.joins = 0
        return 0

    cdef int add_record(self, int slot, int record, int list_number) except -1 nogil:
        cdef vector[Two] one
        if self.size[slot] == 0:
            self.first[slot] = record
        self.size[slot] += 1
        one.push_back(Two(list_number, 1))
        self.merge_lists(slot, one)
        return 0

    cdef int merge_lists(self, int slot, vector[Two]& other) except -1 nogil:
        """Add counts by list, both sorted by list."""
        cdef vector[Two] merged
        cdef size_t a = 0, b = 0
        cdef vector[Two]* here = &self.lists[slot]
        if here.empty():
            here[0] = other
            return 0
        while a < here.size() or b < other.size():
            if b == other.size() or (a < here.size() and here[0][a].first < other[b].first):
                merged.push_back(here[0][a])
                a += 1
            elif a == here.size() or other[b].first < here[0][a].first:
                merged.push_back(other[b])
                b += 1
            else:
                merged.push_back(Two(other[b].first, here[0][a].second + other[b].second))
                a += 1
                b += 1
        here.swap(merged)
        return 0

    cdef double same_list_pairs(self, int x, int y) noexcept nogil:
        """Return how many pairs between two clusters stand in one list."""
        cdef size_t a = 0, b = 0
        cdef double found = 0
        cdef vector[Two]* one = &self.lists[x]
        cdef vector[Two]* two = &self.lists[y]
        while a < one.size() and b < two.size():
            if one[0][a].first < two[0][b].first:
                a += 1
            elif two[0][b].first < one[0][a].first:
                b += 1
            else:
                found += <double>one[0][a].second * two[0][b].second
                a += 1
                b += 1
        return found

    cdef int add_evidence(self, int a, int b, Evidence more) except -1 nogil:
        cdef uint64_t key = both(a, b)
        cdef bool known = self.sums.count(key) > 0
        cdef Evidence* kept = &self.sums[key]
        if not known:
            kept[0] = more
            self.near[a].push_back(b)
            self.near[b].push_back(a)
            return 0
        kept.total += more.total
        kept.compared += more.compared
        kept.compared_same += more.compared_same
        return 0

    cdef int add_fence(self, int a, int b) except -1 nogil:
        if self.apart.insert(both(a, b)).second:
            self.fence[a].push_back(b)
            self.fence[b].push_back(a)
        return 0

    cdef int offer(self, int a, int b) except -1 nogil:
        """Put two neighbours on the heap where they could join."""
        cdef Evidence known
        cdef double pairs, same, mean
        cdef int64_t x, y
        if not self.apart.empty() and self.apart.count(both(a, b)):
            return 0
        known = self.sums[both(a, b)]
        pairs = <double>self.size[a] * self.size[b]
        same = self.same_list_pairs(a, b)
        mean = (
            known.total / ONE
            + (same - known.compared_same) * self.unscored_same
            + (pairs - same - (known.compared - known.compared_same)) * self.unscored
        ) / pairs
        if mean < self.cut:
            return 0
        x, y = self.first[a], self.first[b]
        if x > y:
            x, y = y, x
        self.offers.push(
            Offer(
                pair[int64_t, int64_t](llrint(mean * 1e9), -((x << 32) | y)),
                pair[uint64_t, int64_t](both(a, b), self.joins),
            )
        )
        return 0

    cdef int join(self, int a, int b) except -1 nogil:
        """Make two clusters one; the one with fewer neighbours goes into the other."""
        cdef int other
        cdef size_t at, kept = 0
        cdef uint64_t key
        if self.near[a].size() < self.near[b].size():
            a, b = b, a
        self.joins += 1
        self.into[b] = a
        self.changed[a] = self.joins
        self.changed[b] = GONE
        self.sums.erase(both(a, b))
        for at in range(self.near[b].size()):
            other = self.near[b][at]
            if self.into[other] == other and other != a:
                key = both(b, other)
                self.add_evidence(a, other, self.sums[key])
                self.sums.erase(key)
        for at in range(self.fence[b].size()):
            other = self.fence[b][at]
            if self.into[other] == other:
                self.add_fence(a, other)
        self.merge_lists(a, self.lists[b])
        self.size[a] += self.size[b]
        self.first[a] = min(self.first[a], self.first[b])
        for at in range(self.near[a].size()):
            other = self.near[a][at]
            if self.into[other] == other:
                self.near[a][kept] = other
                kept += 1
                self.offer(a, other)
        self.near[a].resize(kept)
        return 0

    cdef int run(self, int slots) except -1 nogil:
        """Join until no two clusters may."""
        cdef int a, b
        cdef size_t at
        cdef Offer best
        for a in range(slots):
            for at in range(self.near[a].size()):
                if a < self.near[a][at]:
                    self.offer(a, self.near[a][at])
        while not self.offers.empty():
            best = self.offers.top()
            self.offers.pop()
            a = <int>(best.second.first >> 32)
            b = <int><uint32_t>best.second.first
            if self.changed[a] <= best.second.second and self.changed[b] <= best.second.second:
                self.join(a, b)
        return 0


cdef int sort_by_part(
    const int[::1] part, const int[::1] left, const int[::1] right,
    vector[int64_t]& start, vector[int]& order,
) except -1 nogil:
    """Number the pairs that lie in one part by part: those of part p are order[start[p]:start[p+1]].
    """
    cdef Py_ssize_t at
    start.assign(part.shape[0] + 2, 0)
    for at in range(left.shape[0]):
        if part[left[at]] == part[right[at]]:
            start[part[left[at]] + 2] += 1
    for at in range(2, <Py_ssize_t>start.size()):
        start[at] += start[at - 1]
    order.resize(start.back())
    for at in range(left.shape[0]):
        if part[left[at]] == part[right[at]]:
            order[start[part[left[at]] + 1]] = <int>at
            start[part[left[at]] + 1] += 1
    return 0


def link_average(
    int[::1] cluster,
    const int[::1] part,
    const int[::1] group,
    const int[::1] lists,
    tuple pairs,
    tuple fences,
    tuple rules,
):
    """Write to `cluster` the first record of each record's cluster.

    `part` and `group` give the first record of a record's part, and of the records that must stand
    with it; `pairs` are (left, right, log-odds), `fences` (left, right) of pairs that must not
    share a cluster, `rules` (cut, unscored, unscored in one list).
    """
    cdef const int[::1] left = pairs[0]
    cdef const int[::1] right = pairs[1]
    cdef const float[::1] logit = pairs[2]
    cdef const int[::1] fence_left = fences[0]
    cdef const int[::1] fence_right = fences[1]
    cdef Component component = Component()
    component.cut, component.unscored, component.unscored_same = rules
    cdef vector[int64_t] pair_start, fence_start, record_start
    cdef vector[int] pair_order, fence_order, record_order, slot
    cdef Py_ssize_t root, at
    cdef int64_t record_at
    cdef int slots, record, one, two
    cdef Evidence evidence
    with nogil:
        sort_by_part(part, left, right, pair_start, pair_order)
        sort_by_part(part, fence_left, fence_right, fence_start, fence_order)
        sort_by_part(part, part, part, record_start, record_order)
        slot.resize(part.shape[0])
        for root in range(part.shape[0]):
            if record_start[root + 1] - record_start[root] < 2:
                if part[root] == root:
                    cluster[root] = <int>root
                continue
            slots = 0
            for record_at in range(record_start[root], record_start[root + 1]):
                record = record_order[record_at]
                slot[record] = slots if group[record] == record else slot[group[record]]
                slots += group[record] == record
            component.begin(slots)
            for record_at in range(record_start[root], record_start[root + 1]):
                record = record_order[record_at]
                component.add_record(slot[record], record, lists[record])
            for record_at in range(pair_start[root], pair_start[root + 1]):
                at = pair_order[record_at]
                one, two = left[at], right[at]
                if slot[one] != slot[two]:
                    evidence.total = llrint(logit[at] * ONE)
                    evidence.compared = 1
                    evidence.compared_same = lists[one] == lists[two]
                    component.add_evidence(slot[one], slot[two], evidence)
            for record_at in range(fence_start[root], fence_start[root + 1]):
                at = fence_order[record_at]
                component.add_fence(slot[fence_left[at]], slot[fence_right[at]])
            component.run(slots)
            for record_at in range(record_start[root], record_start[root + 1]):
                record = record_order[record_at]
                one = find(component.into.data(), slot[record])
                cluster[record] = component.first[one]
