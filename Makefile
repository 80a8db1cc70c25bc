# The two commands of a new user, and what stands behind them.
.PHONY: run test check build setup format docs lint benchmark clean

export SWIFT_BACKTRACE ?= enable=no

run: build ## one municipality's night on this machine; CI=1 ends by itself
	@CI=$(CI) scripts/run

test: setup ## every test that needs only the build's own packages and loopback
	swift build --build-tests
	swift test --skip-build

check: test ## the long form: units, sanitizers, schemas, the shown night, benchmarks
	scripts/check

build: setup
	swift build --product epjsyncd
	swift build --product portal-simulator
	swift build --product feed-generator

setup:
	@scripts/setup curl

format: ## what the committed configuration says
	swift format --in-place --recursive Package.swift Sources Tests

docs: ## what is made from the program itself
	swift build --product epjsyncd
	$$(swift build --show-bin-path)/epjsyncd verify --list-codes >docs/vendors/findings.md

lint:
	swift format lint --strict --recursive Package.swift Sources Tests

benchmark: setup ## reading and planning a municipality of 2,000, release build
	scripts/benchmark

clean:
	rm -rf .build run
