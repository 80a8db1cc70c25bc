// swift-tools-version: 6.1
import PackageDescription

// The arrows between the targets are the architecture (ARCHITECTURE.md); TidyTests holds them.
let package = Package(
    name: "epjsyncd",
    products: [
        .executable(name: "epjsyncd", targets: ["SyncDaemon"]),
        .executable(name: "portal-simulator", targets: ["PortalSimulator"]),
        .executable(name: "feed-generator", targets: ["FeedGenerator"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    ],
    targets: [
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),

        .target(name: "SyncCore"),
        .target(name: "HTTPTransport", dependencies: ["CCurl"]),
        .target(
            name: "EPJAdapters", dependencies: ["SyncCore", "CLibXML2"],
            exclude: ["CosDoc/README.md", "Gerica/README.md", "Profil/README.md"]),
        .target(
            name: "PortalClient",
            dependencies: [
                "SyncCore", "HTTPTransport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]),
        .target(name: "Feeds", dependencies: ["HTTPTransport"]),
        .target(
            name: "SyncState",
            dependencies: [
                "SyncCore", "CSQLite",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .executableTarget(
            name: "SyncDaemon",
            dependencies: [
                "SyncCore", "HTTPTransport", "EPJAdapters", "PortalClient", "Feeds", "SyncState", "CMalloc",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "TOMLKit", package: "TOMLKit"),
            ]),

        // The second opinion: nothing of the daemon's.
        .executableTarget(
            name: "PortalSimulator",
            dependencies: [
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .executableTarget(
            name: "FeedGenerator",
            dependencies: [.product(name: "ArgumentParser", package: "swift-argument-parser")]),

        .testTarget(name: "SyncCoreTests", dependencies: ["SyncCore", "TestSupport"]),
        .target(name: "TestSupport", dependencies: ["SyncCore"], path: "Tests/TestSupport"),
        .testTarget(
            name: "EPJAdaptersTests", dependencies: ["EPJAdapters", "SyncCore"], resources: [.copy("Fixtures")]),
        .testTarget(name: "FeedGeneratorTests", dependencies: ["FeedGenerator"]),
        .testTarget(name: "HTTPTransportTests", dependencies: ["HTTPTransport", "TestSupport"]),
        .testTarget(name: "FeedsTests", dependencies: ["Feeds", "HTTPTransport", "TestSupport"]),
        .testTarget(
            name: "SyncStateTests",
            dependencies: [
                "SyncState", "SyncCore", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .testTarget(
            name: "PortalClientTests",
            dependencies: [
                "PortalClient", "SyncCore", "HTTPTransport", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]),
        .testTarget(
            name: "PortalSimulatorTests",
            dependencies: [
                "PortalSimulator", "TestSupport", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            exclude: ["WrongRequests"]),
        .testTarget(
            name: "SyncDaemonTests",
            dependencies: [
                "SyncDaemon", "HTTPTransport", "TestSupport", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "SyncDaemon", "SyncState", "SyncCore", "Feeds", "HTTPTransport", "PortalClient", "PortalSimulator",
                "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(name: "TidyTests"),
    ],
    swiftLanguageModes: [.v6]
)
