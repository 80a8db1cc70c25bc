// A document as it comes: two bytes of options, the rest is read.

@_cdecl("LLVMFuzzerTestOneInput")
public func read(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    var input = Input(bytes, count)
    let options = input.options()
    Property.check(input.remainder(), options)
    return 0
}
