// What each interface does with a well-formed request.

extension Portal {
    /// HelsenorgeAktivSjekken: is each citizen active himself, through others, or under a given proxy? A number the
    /// portal does not know is answered with three times false: it does not tell who exists.
    func checkActive(_ json: JSONObject) async throws -> Answer {
        let check: ActiveCheck
        do {
            check = try ActiveCheck(json)
        } catch {
            return .outcome(400, error.issues)
        }
        let citizens = try await store.citizens(check.numbers)
        return .json(200, check.answer(citizens))
    }

    /// DigitaltAktivStatusEndringer: whose status may have changed since a time.
    func listActivationChanges(_ query: String) async throws -> Answer {
        guard changesKeptDays > 0 else { return .outcome(404, [.changesNotOffered]) }
        let question: ActivationChangeQuestion
        do {
            question = try ActivationChangeQuestion(query: query)
        } catch {
            return .outcome(400, error.issues)
        }
        // Taken before the list is read: what changes meanwhile is told again, and never left out.
        let now = clock.now
        if question.isTooOld(at: now, keptDays: changesKeptDays) { return .outcome(410, [.offsetTooOld]) }
        // An empty list would pass for "nothing has changed".
        guard question.offset <= now else { return .outcome(400, [.offsetInFuture]) }
        let numbers = try await store.activationChanges(since: question.offset)
        return .json(200, ActivationChangeList(numbers: numbers, next: now).json)
    }

    /// REST Timenotifikasjon: PUT of one Appointment, known by its identifier.
    func putAppointment(_ json: JSONObject, forgets: Bool) async throws -> Answer {
        let issues = AppointmentValidation.issues(json)
        guard issues.isEmpty, let incoming = IncomingAppointment(json) else { return .outcome(400, issues) }
        let receipt = try await store.put(incoming, now: clock.now, forgets: forgets)
        var stored = JSONObject([.init(name: "resourceType", value: "Appointment")])
        stored["id"] = .string(receipt.id)
        for member in json.members where stored[member.name] == nil { stored.members.append(member) }
        switch receipt.decision {
        case .refused(let issues): return .outcome(400, issues)
        case .new: return .fhir(201, .object(stored))
        case .changed, .identical: return .fhir(200, .object(stored))
        }
    }

    /// Health contacts: the offers of a source, or members of them.
    func postHealthContacts(_ json: JSONObject, forgets: Bool) async throws -> Answer {
        let bundle: HealthContactBundle
        do {
            bundle = try HealthContactBundle(json)
        } catch {
            return .outcome(400, error.issues)
        }
        return .fhir(200, EntryResponse.bundle(try await store.put(bundle, forgets: forgets)))
    }
}
