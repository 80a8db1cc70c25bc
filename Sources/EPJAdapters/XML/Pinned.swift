// State that C calls back into, thousands of times a message. As a property of a class it would pay a run-time
// exclusivity check at every touch (measured: a fifth of the reading); behind a pointer of its own it pays none.

/// A value at a fixed address. One owner, one thread; the owner calls `deallocate` exactly once, as the last thing.
struct Pinned<Value> {
    let pointer: UnsafeMutablePointer<Value>

    init(_ value: Value) {
        pointer = .allocate(capacity: 1)
        pointer.initialize(to: value)
    }

    func deallocate() {
        pointer.deinitialize(count: 1)
        pointer.deallocate()
    }
}
