# make up    a whole demo site with simulated hardware at http://127.0.0.1:8080/control
# make test  every test but soak, long fuzzing and the big simulation
.PHONY: up test build lint bench fuzz soak growth sim web tools clean

GO ?= go
BIN := bin/aisle
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
# One or two tests that fail are run once more, alone, and both runs are told;
# with more failures nothing is repeated. STRICT=1: never.
GOTESTSUM := gotest.tools/gotestsum@v1.13.0 --format pkgname --hide-summary=skipped --packages=./... \
 $(if $(STRICT),,--rerun-fails=1 --rerun-fails-max-failures=2)
# The race detector needs a C compiler.
RACE := $(shell command -v gcc >/dev/null 2>&1 && echo -race)
UP ?=

up: build
	$(BIN) up $(UP)

build: web
	$(GO) build -o $(BIN) ./cmd/aisle

# The web faces are built when a source is newer than what was built. Without
# npm the program carries a placeholder page.
WEB_SOURCES := $(shell find web/src web/public web/index.html web/package.json web/package-lock.json web/vite.config.ts web/tsconfig.json -type f 2>/dev/null)
web: web/dist/app/index.html

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	@if command -v npm >/dev/null 2>&1; then cd web && npm ci --no-audit --no-fund --silent; \
	else echo "SKIP web: npm is missing, the program will carry a placeholder page"; fi

web/dist/app/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	@if command -v npm >/dev/null 2>&1; then cd web && npm run --silent build && touch dist/app/index.html; fi

test: build lint
	@test -n "$(RACE)" || echo "SKIP race detector: gcc is missing"
	@if command -v npm >/dev/null 2>&1; then cd web && npm run --silent check && npm test --silent; else echo "SKIP web tests: npm is missing"; fi
	@if command -v npm >/dev/null 2>&1; then for d in devices/plc/interop devices/vda5050/interop; do (cd $$d && npm ci --no-audit --no-fund --silent) || exit 1; done; \
	else echo "SKIP interop with OPC UA and VDA 5050 peers: npm is missing"; fi
	@if command -v npm >/dev/null 2>&1; then cd wms/labels/interop && npm ci --no-audit --no-fund --silent; else echo "SKIP labels read by zxing: npm is missing"; fi
	@command -v pdftoppm >/dev/null 2>&1 || echo "SKIP labels read by zxing: pdftoppm is missing"
	$(GO) run $(GOTESTSUM) -- $(RACE) -timeout 20m

lint:
	@test -z "$$(gofmt -l $$(git ls-files '*.go' 2>/dev/null || find . -name '*.go' -not -path './web/node_modules/*'))" || \
	 { echo "gofmt: these files are not formatted:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

bench: web
	$(GO) test -run '^$$' -bench . -benchtime 1s ./...
	@if command -v npm >/dev/null 2>&1 && command -v chromium >/dev/null 2>&1; then cd web && node e2e/crowd.mjs; else echo "SKIP smoothness of the control room: npm or chromium is missing"; fi

fuzz:
	@for p in $$($(GO) list ./...); do for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
	 echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $${FUZZTIME:-10m} $$p || exit 1; done; done

# 20 kills in the middle of a run of 300 orders; see docs/testing.md.
soak: build
	AISLE_SOAK=1 $(GO) test -count=1 -timeout 90m -run Soak -v ./cmd/aisle ./wms/store ./simulator/plc

# A million stock positions and past orders against ten thousand: needs a calm
# machine, 3 GB of disk and a quarter of an hour.
growth: build
	AISLE_GROWTH=1 $(GO) test -count=1 -timeout 60m -run TestGrowth -v ./cmd/aisle

# 300 real orders through the whole site.
sim: build
	rm -rf data-sim && $(BIN) up --data data-sim --orders 300 --exit --speed 30 --seed 7

clean:
	rm -rf bin data-sim web/dist/app
