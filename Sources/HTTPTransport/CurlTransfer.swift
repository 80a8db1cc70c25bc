// One easy handle of libcurl, and all that must live as long as it does.
//
// Who owns what: this object owns the handle, the error buffer and the header list, and frees them in `deinit`,
// nobody else does. libcurl is given their addresses and this object's own, unretained: it calls back only within
// calls the owning thread makes while the handle is in the multi handle, and there the thread holds this object.
// Which thread: the session's thread alone; the type is not Sendable on purpose. What is reused from one request to
// the next is the handle's TLS session; its options are reset, so none of one request can reach another, and no body
// or token is held longer than its request.

import CCurl

/// An easy handle, as the C interface passes it.
typealias CurlEasyPointer = UnsafeMutableRawPointer

/// An easy handle and the request it carries at present.
final class CurlTransfer {
    let pointer: CurlEasyPointer
    private let errorBuffer: UnsafeMutablePointer<CChar>
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var assembly = ResponseAssembly(bodyBytesMax: 0)
    private var query: String?

    init() throws(HTTPFailure) {
        guard let pointer = curl_easy_init() else {
            throw .noMemory(doing: "curl_easy_init")
        }
        self.pointer = pointer
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(headerList)
        errorBuffer.deallocate()
    }

    /// Sets every option for a request, from libcurl's defaults.
    ///
    /// - Parameter http2: whether it is offered.
    func prepare(
        _ admitted: AdmittedRequest, _ configuration: HTTPTransportConfiguration, http2: Bool
    ) throws(HTTPFailure) {
        forget()
        assembly = ResponseAssembly(bodyBytesMax: configuration.responseBytesMax)
        query = admitted.address.query
        try setReceivers()
        try setPolicy(configuration, http2: http2)
        try set(CURLOPT_URL, "CURLOPT_URL", admitted.request.url)
        // The proxy would see a loopback request in plain text, and its loopback is not ours. Empty is "none": unset
        // would mean "as the environment says".
        let proxy = admitted.address.isLoopback ? nil : configuration.proxy
        try set(CURLOPT_PROXY, "CURLOPT_PROXY", proxy ?? "")
        try setMessage(admitted.request)
    }

    /// Drops the request and its answer and brings every option back to libcurl's default.
    func forget() {
        curl_easy_reset(pointer)
        curl_slist_free_all(headerList)
        headerList = nil
        errorBuffer.update(repeating: 0, count: Int(CURL_ERROR_SIZE))
        assembly = ResponseAssembly(bodyBytesMax: 0)
        query = nil
    }

    /// Whether any byte of the request was written; a CONNECT to a proxy counts as one. If libcurl cannot tell, it
    /// may have been.
    var wasSent: Bool {
        var bytes = 0
        return ccurl_easy_get_long(pointer, CURLINFO_REQUEST_SIZE, &bytes) != CURLE_OK || bytes > 0
    }

    /// How the request ended, once libcurl has said so with a code.
    func result(_ code: CURLcode) -> HTTPResult {
        if let excess = assembly.excess { return .failure(.tooLarge(excess)) }
        if code == CURLE_OK, let response = assembly.response { return .success(response) }
        let cause = code == CURLE_OK ? CURLE_WEIRD_SERVER_REPLY : code
        return .failure(.ofTransfer(cause, words: words(cause), wasSent: wasSent))
    }

    /// libcurl's message, else the code's name.
    private func words(_ code: CURLcode) -> String {
        let message = String(cString: errorBuffer)
        let words = message.isEmpty ? String(cString: curl_easy_strerror(code)) : message
        return HTTPFailure.words(words, without: query)
    }
}

// The options, by what they are for.
extension CurlTransfer {
    private func setReceivers() throws(HTTPFailure) {
        let owner = Unmanaged.passUnretained(self).toOpaque()
        try set(CURLOPT_ERRORBUFFER, "CURLOPT_ERRORBUFFER", memory: errorBuffer)
        try set(CURLOPT_WRITEDATA, "CURLOPT_WRITEDATA", memory: owner)
        try set(CURLOPT_HEADERDATA, "CURLOPT_HEADERDATA", memory: owner)
        try check(
            ccurl_easy_set_receiver(pointer, CURLOPT_WRITEFUNCTION) { bytes, size, count, owner in
                CurlTransfer.receive(bytes, size, count, owner) { $0.assembly.takeBody($1) }
            }, "CURLOPT_WRITEFUNCTION")
        try check(
            ccurl_easy_set_receiver(pointer, CURLOPT_HEADERFUNCTION) { bytes, size, count, owner in
                CurlTransfer.receive(bytes, size, count, owner) { $0.assembly.takeHeaderLine($1) }
            }, "CURLOPT_HEADERFUNCTION")
    }

    /// Takes what libcurl hands over; the answer is the number of bytes taken, and any other than was offered makes
    /// libcurl give the transfer up (CURLE_WRITE_ERROR).
    private static func receive(
        _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ owner: UnsafeMutableRawPointer?,
        _ take: (CurlTransfer, UnsafeBufferPointer<UInt8>) -> Bool
    ) -> Int {
        let (length, overflow) = size.multipliedReportingOverflow(by: count)
        guard !overflow, length > 0, let bytes, let owner else { return 0 }
        let transfer = Unmanaged<CurlTransfer>.fromOpaque(owner).takeUnretainedValue()
        let raw = UnsafeRawBufferPointer(start: bytes, count: length)
        return raw.withMemoryRebound(to: UInt8.self) { take(transfer, $0) } ? length : 0
    }

    /// What holds for every request of a session.
    private func setPolicy(_ configuration: HTTPTransportConfiguration, http2: Bool) throws(HTTPFailure) {
        // Names that take long to resolve are resolved on a thread of libcurl's; without this, giving such a request
        // up waits for that thread, and with it every other request. The forgotten thread ends and frees by itself.
        try set(CURLOPT_QUICK_EXIT, "CURLOPT_QUICK_EXIT", 1)
        try set(CURLOPT_NOSIGNAL, "CURLOPT_NOSIGNAL", 1)
        try set(CURLOPT_PROTOCOLS_STR, "CURLOPT_PROTOCOLS_STR", "http,https")
        try set(CURLOPT_FOLLOWLOCATION, "CURLOPT_FOLLOWLOCATION", 0)
        try set(CURLOPT_SSLVERSION, "CURLOPT_SSLVERSION", ccurl_tls_1_2_or_newer)
        try set(CURLOPT_NOPROXY, "CURLOPT_NOPROXY", "")
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, "CURLOPT_SUPPRESS_CONNECT_HEADERS", 1)
        try set(CURLOPT_CONNECTTIMEOUT, "CURLOPT_CONNECTTIMEOUT", configuration.connectTimeoutSeconds)
        try set(CURLOPT_TIMEOUT, "CURLOPT_TIMEOUT", configuration.responseTimeoutSeconds)
        let version = http2 ? ccurl_http_2_over_tls : ccurl_http_1_1
        try set(CURLOPT_HTTP_VERSION, "CURLOPT_HTTP_VERSION", version)
        // Over HTTP/2: rather wait for a stream of the connection that is being made than make another connection.
        try set(CURLOPT_PIPEWAIT, "CURLOPT_PIPEWAIT", http2 ? 1 : 0)
        try set(CURLOPT_USERAGENT, "CURLOPT_USERAGENT", configuration.userAgent)
        if let file = configuration.certificateAuthorityFile {
            try set(CURLOPT_CAINFO, "CURLOPT_CAINFO", file)
            // The folder of the system's certificates would be believed beside the file.
            try set(CURLOPT_CAPATH, "CURLOPT_CAPATH", nil)
        }
        if let identity = configuration.clientCertificate {
            try set(CURLOPT_SSLCERT, "CURLOPT_SSLCERT", identity.certificateFile)
            try set(CURLOPT_SSLKEY, "CURLOPT_SSLKEY", identity.keyFile)
        }
    }

    /// Method, headers and body.
    private func setMessage(_ request: HTTPRequest) throws(HTTPFailure) {
        for line in Self.headerLines(request) {
            guard let longer = curl_slist_append(headerList, line) else {
                throw .noMemory(doing: "curl_slist_append")
            }
            headerList = longer
        }
        try check(ccurl_easy_set_list(pointer, CURLOPT_HTTPHEADER, headerList), "CURLOPT_HTTPHEADER")
        guard request.method != .get else { return }
        // A PUT is libcurl's POST under another name: the body lies in memory of libcurl's own, so that it can begin
        // anew by itself when a kept connection turns out to be dead, and no callback has to rewind.
        try set(CURLOPT_POSTFIELDSIZE, "CURLOPT_POSTFIELDSIZE", request.body.count)
        // An empty array may have no address, and no address would mean "read the body from stdin": any other will do.
        let code = request.body.withUnsafeBytes { body in
            ccurl_easy_set_memory(pointer, CURLOPT_COPYPOSTFIELDS, body.baseAddress ?? UnsafeRawPointer(errorBuffer))
        }
        try check(code, "CURLOPT_COPYPOSTFIELDS")
        try set(CURLOPT_CUSTOMREQUEST, "CURLOPT_CUSTOMREQUEST", request.method.rawValue)
        // That new beginning may repeat a request the server has acted on. A PUT stands it (RFC 9110 §9.2.2); a POST
        // is for its sender alone to repeat, hence on a connection never used before, which libcurl does not retry.
        try set(CURLOPT_FRESH_CONNECT, "CURLOPT_FRESH_CONNECT", request.method == .post ? 1 : 0)
    }

    /// The headers as libcurl wants them: `name: value`; `name;` for an empty value; `name:` for one of its own that
    /// shall not be sent, namely `Expect`, which costs a round trip, and the form's `Content-Type` of a bare body.
    static func headerLines(_ request: HTTPRequest) -> [String] {
        var lines = request.headers.map { header in
            let isBlank = header.value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
            return isBlank ? "\(header.name);" : "\(header.name): \(header.value)"
        }
        lines.append("Expect:")
        if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            lines.append("Content-Type:")
        }
        return lines
    }

    private func set(_ option: CURLoption, _ name: String, _ value: Int) throws(HTTPFailure) {
        try check(ccurl_easy_set_long(pointer, option, value), name)
    }

    private func set(_ option: CURLoption, _ name: String, _ text: String?) throws(HTTPFailure) {
        try check(ccurl_easy_set_text(pointer, option, text), name)
    }

    private func set(_ option: CURLoption, _ name: String, memory: UnsafeRawPointer) throws(HTTPFailure) {
        try check(ccurl_easy_set_memory(pointer, option, memory), name)
    }

    private func check(_ code: CURLcode, _ option: String) throws(HTTPFailure) {
        try HTTPFailure.check(code, doing: option)
    }
}
