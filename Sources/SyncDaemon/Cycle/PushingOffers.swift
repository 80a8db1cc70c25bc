// The services a source has opened: the portal knows them before anybody becomes a member of one.

import PortalClient
import SyncCore
import SyncState

extension SourcePushing {
    enum OffersOutcome {
        /// The portal knows them all.
        case stand
        /// They are not told of; nothing that needs them is sent in this run.
        case refused
        case stopped(PortalFailure)
    }

    mutating func sendOffers() async throws(LedgerFault) -> OffersOutcome {
        let offers = wantedOffers()
        let told = try cycle.ledger.toldOffers(of: plan.source)
        let wanted = Dictionary(
            uniqueKeysWithValues: offers.map {
                ($0.pair.offerValue, cycle.ledger.keys.fingerprint($0.canonicalBytes))
            })
        guard wanted.contains(where: { told[$0.key] != $0.value }) || cycle.options.resends && !wanted.isEmpty else {
            return .stand
        }
        guard !cycle.isOver else { return .refused }
        // R16: from here on the portal may have them, whatever becomes of the answer.
        try cycle.ledger.recordOffers(wanted, told: .possibly, of: plan.source)
        do {
            try await cycle.portal.send(offers, of: organisation)
        } catch .refused(let code) {
            problems.append(
                "The portal refused the services of source \(report.id) (\(code)). Its health contacts and appointments "
                    + "wait for the next run. Check the services in its configuration.")
            return .refused
        } catch {
            return .stopped(error)
        }
        try cycle.ledger.recordOffers(wanted, told: .yes, of: plan.source)
        return .stand
    }

    private func wantedOffers() -> [ServiceOffer] {
        let rules = cycle.configuration.sources[plan.sourceIndex].rules
        var pairs = plan.memberPairs
        for service in rules.services {
            guard case .listed(let units) = service.units else { continue }
            for unit in units { pairs.insert(ServiceUnit(service: service.id, unit: unit)) }
        }
        return pairs.sorted { $0.offerValue < $1.offerValue }.map { pair in
            let opened = rules.opened(pair)
            return ServiceOffer(
                pair: pair, name: opened?.name ?? pair.service, isActive: opened != nil, address: opened?.address,
                telephone: opened?.telephone)
        }
    }
}
