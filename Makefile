# The two commands of a new user, and what stands behind them.
.PHONY: run test check build deb setup format docs lint benchmark fuzz simulate clean

export SWIFT_BACKTRACE ?= enable=no
# Sets and dictionaries in the same order in every process: a seed of a simulated history is the same history everywhere.
export SWIFT_DETERMINISTIC_HASHING ?= 1

# So many tests at a time. With all at once more than 1,300 files are open, and Foundation's Process then reads past the end of
# what it lists them in: a crash of the runner, now and then.
# With a sanitizer everything is five to twenty times as slow: fewer at a time, so that each ends within its time limit, also
# where `make check` has said 96 before.
ifdef SANITIZE
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH = 16
else
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 96
endif

run: build ## one municipality's night on this machine; CI=1 ends by itself
	@CI=$(CI) scripts/run

# A build with a sanitizer has a folder of its own beside .build.
SANITIZED = $(if $(SANITIZE),--sanitize=$(SANITIZE) --scratch-path .build-$(SANITIZE))
# What a sanitizer has to say goes into files: the programs that tests start are sanitized too, and not all of them are heard.
REPORTS = $(CURDIR)/.build-$(SANITIZE)/reports
HEARD = $(if $(SANITIZE),; code=$$?; ! cat '$(REPORTS)'/* 2>/dev/null && exit $$code)
# By itself ThreadSanitizer lets a program that has ended go on for a second.
STRICT = $(if $(SANITIZE),env ASAN_OPTIONS=detect_leaks=0:log_path=$(REPORTS)/report \
	TSAN_OPTIONS=halt_on_error=1:atexit_sleep_ms=0:log_path=$(REPORTS)/report)

test: setup ## every test that needs only the build's own packages and loopback; SANITIZE=address or thread, FILTER=SUITES
	swift build --build-tests $(SANITIZED)
	@$(if $(SANITIZE),rm -rf '$(REPORTS)' && mkdir '$(REPORTS)')
	$(STRICT) swift test --skip-build $(SANITIZED) $(if $(FILTER),--filter '$(FILTER)')$(HEARD)

check: test ## the long form: units, sanitizers, schemas, the shown nights, benchmarks
	scripts/check

build: setup
	swift build --product epjsyncd
	swift build --product portal-simulator
	swift build --product feed-generator

setup:
	@scripts/setup curl openssl

format: ## what the committed configuration says
	swift format --in-place --recursive Package.swift Sources Tests Benchmarks Fuzz Fuzz Benchmarks/Package.swift Benchmarks/Benchmarks Benchmarks/Sources

docs: ## what is made from the program itself
	swift build --product epjsyncd
	$$(swift build --show-bin-path)/epjsyncd verify --list-codes >docs/vendors/findings.md
	$$(swift build --show-bin-path)/epjsyncd status --list-codes >docs/codes.md

simulate: setup ## histories of NIGHTS (10000) in all, in process and on simulated time; SEED alone replays one
	@NIGHTS=$(NIGHTS) SEED=$(SEED) scripts/simulate

lint:
	swift format lint --strict --recursive Package.swift Sources Tests Benchmarks Fuzz Fuzz Benchmarks/Package.swift Benchmarks/Benchmarks Benchmarks/Sources

benchmark: setup ## reading, planning, pushing; a twentieth of the country (CITIZENS=173000: all); release builds
	scripts/benchmark
	scripts/benchmark-reading
	CITIZENS=$(or $(CITIZENS),8650) scripts/benchmark-planning
	scripts/benchmark-pushing

fuzz: ## the reader, SECONDS (60) in all; a crash prints the command that replays it
	SECONDS_ALL=$(or $(SECONDS),60) scripts/fuzz

deb: ## the Debian package, in .build/deb; SKIP_BUILD=1 of programs as they are built
	@scripts/deb

clean:
	rm -rf .build run
