// Bugs planted on purpose where the daemon meets the world, to see whether the simulation would find them.

import HTTPTransport
import PortalClient
import SyncCore
import TestSupport

struct PlantedBug: Sendable {
    var portal: @Sendable (Helsenorge) -> any Portal = { $0 }
    var feeds: @Sendable (SimulatedNetwork) -> any HTTPExchange = { $0 }
    var now: @Sendable (Instant) -> Instant = { $0 }
    var files = SimulatedFiles.Alterations()
}
