// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that nobody who builds the daemon fetches the benchmark library. The targets under test are
// the daemon's sources, linked, because SwiftPM takes no target from outside its package's folder.
let package = Package(
    name: "epjsyncd-benchmarks",
    dependencies: [.package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: [])],
    targets: [
        .systemLibrary(name: "CLibXML2", path: "Linked/CLibXML2", pkgConfig: "libxml-2.0"),
        .target(name: "SyncCore", path: "Linked/SyncCore"),
        .target(
            name: "EPJAdapters", dependencies: ["SyncCore", "CLibXML2"], path: "Linked/EPJAdapters",
            exclude: ["Gerica/README.md", "Profil/README.md", "CosDoc/README.md"]),
        .executableTarget(name: "reading", dependencies: ["EPJAdapters", "SyncCore"]),
        .executableTarget(
            name: "Reading",
            dependencies: ["EPJAdapters", "SyncCore", .product(name: "Benchmark", package: "benchmark")],
            path: "Benchmarks/Reading", plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ],
    swiftLanguageModes: [.v6]
)
