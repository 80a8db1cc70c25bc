// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that nobody who builds the daemon fetches the benchmark library. The targets under test are
// the daemon's sources, linked, because SwiftPM takes no target from outside its package's folder.
let package = Package(
    name: "epjsyncd-benchmarks",
    dependencies: [
        .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    ],
    targets: [
        .systemLibrary(name: "CLibXML2", path: "Linked/CLibXML2", pkgConfig: "libxml-2.0"),
        .systemLibrary(name: "CCurl", path: "Linked/CCurl", pkgConfig: "libcurl"),
        .target(name: "SyncCore", path: "Linked/SyncCore"),
        .target(
            name: "EPJAdapters", dependencies: ["SyncCore", "CLibXML2"], path: "Linked/EPJAdapters",
            exclude: ["Gerica/README.md", "Profil/README.md", "CosDoc/README.md"]),
        .target(name: "HTTPTransport", dependencies: ["CCurl"], path: "Linked/HTTPTransport"),
        .target(
            name: "PortalClient",
            dependencies: [
                "SyncCore", "HTTPTransport", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ], path: "Linked/PortalClient"),
        .executableTarget(name: "reading", dependencies: ["EPJAdapters", "SyncCore"]),
        .executableTarget(name: "pushing", dependencies: ["PortalClient", "HTTPTransport", "SyncCore"]),
        .executableTarget(
            name: "Reading",
            dependencies: ["EPJAdapters", "SyncCore", .product(name: "Benchmark", package: "benchmark")],
            path: "Benchmarks/Reading", plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ],
    swiftLanguageModes: [.v6]
)
