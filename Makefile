# Aina. `make run` opens the shop on loopback, `make test` proves it, `make help` lists the rest.
# One build folder for each kind of build: `make BUILD=/elsewhere` shares nothing with another one.
BUILD ?= build
PORT ?= 8080
STATE ?= var
CC = gcc
AR = gcc-ar
# For the test twins: SANITIZE=address,undefined (any value of -fsanitize=); LIBFUZZER=1 with clang.
SANITIZE ?=
LIBFUZZER ?=

MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.SECONDARY:
.SECONDEXPANSION:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

GEN := $(BUILD)/gen
LAYERS := pages model web store edge base
PROGRAMS := shop checkout studio hook payd maild keeperd aina

# ---- flags -----------------------------------------------------------------------------------------------------------
# What the compiler at hand does not know is left out, found by trying each flag once (flags.mk), never by its version.
comma := ,
WANT_CFLAGS := -std=c17 -O2 -g -Wall -Wextra -Werror -Wformat=2 -Wconversion -Wsign-conversion -Wshadow -Wvla -Walloca -Wundef \
	-Wstrict-prototypes -Wmissing-prototypes -Wcast-qual -Wwrite-strings -Wlogical-op -Wduplicated-cond -Wduplicated-branches \
	-Wnull-dereference -Wstack-usage=65536 -Wformat-signedness -Wimplicit-fallthrough=5 -Wswitch-enum -Wtrampolines \
	-Wbidi-chars=any -Werror=format-security -Werror=implicit -Werror=incompatible-pointer-types -Werror=int-conversion \
	-Wdate-time -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -ftrivial-auto-var-init=zero \
	-fzero-call-used-regs=used-gpr -fno-delete-null-pointer-checks -fno-strict-overflow -fno-strict-aliasing \
	-fstrict-flex-arrays=3 -fzero-init-padding-bits=all -fno-common -fvisibility=hidden -fPIE -ffunction-sections -fdata-sections
WANT_LDFLAGS := -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,nodlopen -Wl,-z,separate-code -Wl,-z,defs \
	-Wl,--as-needed -Wl,--no-copy-dt-needed-entries -Wl,--build-id=sha1 -Wl,--gc-sections
CPPFLAGS = -D_GNU_SOURCE -Icgi-bin -I$(GEN) -include cgi-bin/base/banned.h \
	-ffile-prefix-map=$(CURDIR)/= -ffile-prefix-map=$(BUILD)/=build/
LDLIBS := -lfcgi -lsqlite3 -lsodium -lcurl -ljansson -lseccomp -lstemmer -lunistring -lidn2 -linih -lm
ifeq ($(SANITIZE),)
CPPFLAGS += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
else
WANT_CFLAGS := $(filter-out -fzero-call-used-regs=% -Wnull-dereference -Wstack-usage=%,$(WANT_CFLAGS))
WANT_LDFLAGS := $(filter-out -Wl$(comma)-z$(comma)defs,$(WANT_LDFLAGS))
SANITIZE_FLAGS := -fsanitize=$(SANITIZE)$(if $(LIBFUZZER),$(comma)fuzzer-no-link) -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

# ---- sources ---------------------------------------------------------------------------------------------------------
layer_sources = $(sort $(wildcard cgi-bin/$(1)/*.c cgi-bin/$(1)/*/*.c))
layer_objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(call layer_sources,$(1)))
# programs/shop.c and programs/shop_*.c belong to the program shop; every other file there to all programs.
program_sources = $(sort $(wildcard cgi-bin/programs/$(1).c cgi-bin/programs/$(1)_*.c))
program_objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(call program_sources,$(1)))
shared_program_sources := $(filter-out $(foreach p,$(PROGRAMS),$(call program_sources,$(p))),$(sort $(wildcard cgi-bin/programs/*.c)))

# ---- generated code --------------------------------------------------------------------------------------------------
# The tools rewrite an output only when its text changes, so that an untouched page is not compiled again;
# the stamp remembers that they ran.
TEMPLATEC_SOURCES := $(sort $(wildcard templates/compiler/*.c))
QUERYC_SOURCES := $(sort $(wildcard db/compiler/*.c))
TEMPLATES := $(sort $(filter-out templates/compiler/% templates/locale/%,$(wildcard templates/*/*.*)))
MESSAGES := $(sort $(wildcard templates/locale/*.po))
QUERIES := $(sort $(wildcard db/query/*.sql))
RULES := $(sort $(wildcard db/privacy/*.rules))
MIGRATIONS := $(sort $(wildcard db/migrate/*.sql))
ifneq ($(TEMPLATEC_SOURCES),)
GEN_TEMPLATE_C := $(foreach t,$(TEMPLATES),$(GEN)/template_$(subst /,_,$(basename $(t:templates/%=%))).c)
GEN_TEMPLATEC := $(GEN)/message.h $(GEN)/message.c $(GEN)/template.h $(GEN_TEMPLATE_C)
endif
ifneq ($(QUERYC_SOURCES),)
GEN_QUERY_C := $(foreach p,$(PROGRAMS),$(GEN)/query_$(p).c)
GEN_QUERYC := $(GEN)/cookies.h $(GEN)/cookies.c $(GEN)/migrations.h $(GEN)/migrations.c $(GEN)/retain.h $(GEN_QUERY_C) $(QUERIES:db/query/%.sql=$(GEN)/query/%.h)
endif
GEN_HEADERS := $(filter %.h,$(GEN_TEMPLATEC) $(GEN_QUERYC)) $(GEN)/static.h
# message.c, cookies.c and migrations.c stand below every layer that includes their headers.
gen_objects = $(patsubst $(GEN)/%.c,$(BUILD)/obj/gen/%.o,$(1))
OBJECTS_pages := $(call layer_objects,pages) $(call gen_objects,$(GEN_TEMPLATE_C))
$(foreach l,model web store edge base,$(eval OBJECTS_$(l) := $(call layer_objects,$(l))))
OBJECTS_gen := $(call gen_objects,$(filter %/message.c %/cookies.c %/migrations.c,$(GEN_TEMPLATEC) $(GEN_QUERYC)))
OBJECTS_programs := $(patsubst %.c,$(BUILD)/obj/%.o,$(shared_program_sources))
ARCHIVES := $(foreach l,programs $(LAYERS) gen,$(if $(OBJECTS_$(l)),$(BUILD)/lib/lib$(l).a))

BINARIES := $(foreach p,$(PROGRAMS),$(if $(wildcard cgi-bin/programs/$(p).c),$(BUILD)/bin/$(p)))
TOOLS := $(if $(TEMPLATEC_SOURCES),$(BUILD)/tool/templatec) $(if $(QUERYC_SOURCES),$(BUILD)/tool/queryc)
CARDSIM_SOURCES := $(sort $(wildcard tests/cardsim/*.c))
CARDSIM := $(if $(CARDSIM_SOURCES),$(BUILD)/tests/cardsim)
UNIT := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(sort $(wildcard tests/unit/*.c)))
FUZZ := $(patsubst tests/fuzz/%.c,$(BUILD)/tests/fuzz/%,$(filter-out tests/fuzz/driver.c,$(sort $(wildcard tests/fuzz/*.c))))
ERROR_PAGES := $(if $(MESSAGES),$(foreach c,413 429 503,$(BUILD)/errors/$(c).html))
STATIC := $(sort $(shell find static -type f 2>/dev/null))
STATIC_OUT := $(patsubst static/%,$(BUILD)/static/%,$(STATIC)) \
	$(patsubst static/%,$(BUILD)/static/%.gz,$(filter %.css %.js %.svg %.txt %.json %.webmanifest,$(STATIC)))

.PHONY: all programs tools static unit fuzz-binaries
all: programs tools static $(ARCHIVES) $(CARDSIM)
programs: $(BINARIES)
tools: $(TOOLS)
static: $(STATIC_OUT) $(ERROR_PAGES)
unit: $(UNIT)
fuzz-binaries: $(FUZZ)

# ---- rules -----------------------------------------------------------------------------------------------------------
$(BUILD)/flags.stamp: Makefile
	@mkdir -p $(@D)
	@command -v $(CC) >/dev/null || { echo 'There is no $(CC); make setup installs it.' >&2; exit 1; }
	@try() { for f in "$$@"; do printf 'int main(void) { return 0; }\n' | $(CC) -Werror -Wall -O2 $$f -x c -o $(@D)/flag.out - 2>/dev/null && printf ' %s' "$$f"; done; rm -f $(@D)/flag.out; }; \
	{ printf 'CFLAGS :='; try $(WANT_CFLAGS); printf '\nLDFLAGS :='; try $(WANT_LDFLAGS); echo; } >$@; \
	cmp -s $@ $(BUILD)/flags.mk || cp $@ $(BUILD)/flags.mk
$(BUILD)/flags.mk: $(BUILD)/flags.stamp ; @:
# Not for goals that compile nothing by themselves: `make run` may be what installs the compiler.
ifeq ($(filter help setup setup-tests run stop restart test bench bench-quick fuzz shots layers lint check-all clean,$(MAKECMDGOALS)),)
include $(BUILD)/flags.mk
endif

COMPILE = @mkdir -p $(@D) && echo "  cc  $<" && $(CC) $(CPPFLAGS) $(CFLAGS) $(SANITIZE_FLAGS) $(EXTRA) $(ANALYZE) -MMD -MP -c -o $@ $<
# Moved into place in one step: a supervisor may start the program at any moment.
LINK = @mkdir -p $(@D) && echo "  ld  $@" && \
	$(CC) $(CFLAGS) $(LDFLAGS) $(SANITIZE_FLAGS) $(EXTRA) -o $@.new $(filter %.o,$^) $(filter %.a,$^) $(EXTRA_LIBS) $(LDLIBS) && mv $@.new $@

$(BUILD)/obj/%.o: %.c $(BUILD)/flags.mk | $(GEN_HEADERS)
	$(COMPILE)
$(BUILD)/obj/gen/%.o: $(GEN)/%.c $(BUILD)/flags.mk | $(GEN_HEADERS)
	$(COMPILE)
# The layers below the generated headers, and the tools that make those, must not wait for them.
$(OBJECTS_base): $(BUILD)/obj/%.o: %.c $(BUILD)/flags.mk
	$(COMPILE)
$(BUILD)/obj/templates/compiler/%.o: templates/compiler/%.c $(BUILD)/flags.mk
	$(COMPILE)
$(BUILD)/obj/db/compiler/%.o: db/compiler/%.c $(BUILD)/flags.mk
	$(COMPILE)
# aina prints every program's table of routes without containing their pages.
$(BUILD)/obj/routes/%.o: cgi-bin/programs/%.c $(BUILD)/flags.mk | $(GEN_HEADERS)
	$(COMPILE)
$(BUILD)/obj/routes/%.o: private EXTRA := -DROUTES_AS_DATA

$(BUILD)/lib/lib%.a: $$(OBJECTS_%)
	@mkdir -p $(@D) && rm -f $@ && $(AR) rcsD $@ $(filter %.o,$^)

$(BUILD)/tool/templatec: $(TEMPLATEC_SOURCES:%.c=$(BUILD)/obj/%.o) $(BUILD)/lib/libbase.a
	$(LINK)
# The search tokenizer and the schema's fingerprint are the same at build time and at run time.
QUERYC_STORE := $(patsubst %,$(BUILD)/obj/cgi-bin/store/%.o,tokenizer words schema)
$(QUERYC_STORE): $(BUILD)/obj/%.o: %.c $(BUILD)/flags.mk
	$(COMPILE)
$(BUILD)/tool/queryc: $(QUERYC_SOURCES:%.c=$(BUILD)/obj/%.o) $(QUERYC_STORE) $(BUILD)/lib/libbase.a
	$(LINK)

$(GEN)/templatec.stamp: $(if $(TEMPLATEC_SOURCES),$(BUILD)/tool/templatec) $(TEMPLATES) $(MESSAGES)
	@mkdir -p $(@D) && echo "  templatec" && $(BUILD)/tool/templatec templates $(GEN) && touch $@
$(GEN_TEMPLATEC): $(GEN)/templatec.stamp ; @:
$(GEN)/queryc.stamp: $(if $(QUERYC_SOURCES),$(BUILD)/tool/queryc) $(QUERIES) $(RULES) $(MIGRATIONS)
	@mkdir -p $(@D)/query && echo "  queryc" && $(BUILD)/tool/queryc db $(GEN) && touch $@
$(GEN_QUERYC): $(GEN)/queryc.stamp ; @:

ROUTES := $(patsubst cgi-bin/programs/%.c,$(BUILD)/obj/routes/%.o,$(sort $(wildcard cgi-bin/programs/*_routes.c)))
$(BUILD)/bin/aina: $(ROUTES)
$(BUILD)/bin/%: $$(call program_objects,$$*) \
		$$(if $$(QUERYC_SOURCES),$$(BUILD)/obj/gen/query_$$*.o) $$(ARCHIVES)
	$(LINK)
$(BUILD)/tests/cardsim: $(CARDSIM_SOURCES:%.c=$(BUILD)/obj/%.o) $(ARCHIVES)
	$(LINK)

# A unit test is one file on cmocka. One that calls generated queries names the program whose queries it takes:
# QUERIES_tests/unit/order := checkout
QUERIES_tests/unit/import := aina
EXTRA_OBJECTS_tests/fuzz/query_file := $(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out %/queryc.c,$(QUERYC_SOURCES)))
QUERIES_tests/unit/order := checkout
QUERIES_tests/unit/login := studio
QUERIES_tests/unit/keep := keeperd
EXTRA_OBJECTS_tests/fuzz/template := $(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out %/main.c,$(TEMPLATEC_SOURCES)))
$(BUILD)/tests/unit/%: $(BUILD)/obj/tests/unit/%.o $$(if $$(QUERIES_tests/unit/$$*),$$(BUILD)/obj/gen/query_$$(QUERIES_tests/unit/$$*).o) \
		$$(EXTRA_OBJECTS_tests/unit/$$*) $$(ARCHIVES)
	$(LINK)
$(BUILD)/tests/unit/%: private EXTRA_LIBS := -lcmocka
EXTRA_OBJECTS_tests/unit/query_fields = $(ROUTES)
# The steps of payd without its loop, under a clock that the test sets.
PAYD_TESTS := payd payd_events
$(foreach t,$(PAYD_TESTS),$(eval QUERIES_tests/unit/$(t) := payd) $(eval EXTRA_OBJECTS_tests/unit/$(t) := \
	$(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out %/payd.c,$(call program_sources,payd)))))
$(PAYD_TESTS:%=$(BUILD)/tests/unit/%): private EXTRA := -Wl,--wrap=clock_now_ms
QUERIES_tests/unit/payment := checkout
QUERIES_tests/unit/mail := maild
# The tests of store/ have a small database of their own.
STORE_DB := tests/unit/store_db
$(BUILD)/gen-store/queryc.stamp: $(if $(QUERYC_SOURCES),$(BUILD)/tool/queryc) $(wildcard $(STORE_DB)/*/*)
	@mkdir -p $(@D)/query && $(BUILD)/tool/queryc $(STORE_DB) $(BUILD)/gen-store && touch $@
$(BUILD)/gen-store/%.c: $(BUILD)/gen-store/queryc.stamp ; @:
$(BUILD)/obj/gen-store/%.o: $(BUILD)/gen-store/%.c
	$(COMPILE)
$(BUILD)/obj/gen-store/%.o $(BUILD)/obj/tests/unit/store%.o: private EXTRA := -I$(BUILD)/gen-store
STORE_TESTS := $(filter store%,$(notdir $(UNIT)))
$(STORE_TESTS:%=$(BUILD)/obj/tests/unit/%.o): $(BUILD)/gen-store/queryc.stamp
$(foreach t,$(STORE_TESTS),$(eval EXTRA_OBJECTS_tests/unit/$(t) := $(BUILD)/obj/gen-store/query_aina.o $(BUILD)/obj/gen-store/migrations.o))
$(BUILD)/tests/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $$(if $$(LIBFUZZER),,$$(BUILD)/obj/tests/fuzz/driver.o) \
		$$(EXTRA_OBJECTS_tests/fuzz/$$*) $$(ARCHIVES)
	$(LINK)
$(FUZZ): private EXTRA := $(if $(LIBFUZZER),-fsanitize=fuzzer)

# The peers and tools of `make bench`.
QUERIES_tests/bench/orders := checkout
$(BUILD)/tests/bench/%: $(BUILD)/obj/tests/bench/%.o $$(if $$(QUERIES_tests/bench/$$*),$$(BUILD)/obj/gen/query_$$(QUERIES_tests/bench/$$*).o) $$(ARCHIVES)
	$(LINK)
$(BUILD)/tests/bench/orders: private EXTRA_LIBS := -lcmocka

$(ERROR_PAGES): $(BUILD)/errors/%.html: nginx/error-page.awk $(MESSAGES)
	@mkdir -p $(@D) && awk -v code=$* -f $< $(foreach l,kk ru en,templates/locale/$(l).po) >$@
# Style and script carry this in their address, so that browsers may keep them for ever.
$(GEN)/static.h: $(filter %.css %.js,$(STATIC))
	@mkdir -p $(@D) && printf '#define STATIC_VERSION "%.12s"\n' "$$(cat $^ | sha256sum)" >$@
$(BUILD)/static/%.gz: static/%
	@mkdir -p $(@D) && gzip -9nc $< >$@
$(BUILD)/static/%: static/%
	@mkdir -p $(@D) && cp $< $@

# ---- what people type ------------------------------------------------------------------------------------------------
.PHONY: help run stop restart setup setup-tests test bench bench-quick fuzz shots layers lint check-all clean
help:
	@echo 'make run          set up, build and open the shop on http://localhost:$(PORT)/ (PORT=, STATE=)'
	@echo 'make stop         end everything that `make run` started for STATE'
	@echo 'make restart      change every worker for the newly built one, without a failed request'
	@echo 'make test         all tests; the last line says how many passed and failed'
	@echo 'make bench        every figure with its goal; bench-quick: in under a minute'
	@echo 'make fuzz         libFuzzer on every parser (TARGET=name SECONDS=600)'
	@echo 'make shots        screenshots of every page'
	@echo 'make layers lint  includes against the layers; sizes, shell scripts, style'
	@echo 'make check-all    sanitizers and every static analyser'
setup:
	@nginx/setup.sh nginx/packages.txt
setup-tests: setup
	@nginx/setup.sh tests/packages.txt
	@[ tests/node_modules/.package-lock.json -nt tests/package-lock.json ] || npm --prefix tests ci --ignore-scripts --silent
run:
	+@BUILD=$(BUILD) PORT=$(PORT) STATE=$(STATE) exec nginx/run.sh
stop:
	@STATE=$(STATE) nginx/stop.sh
restart:
	@$(MAKE) all
	@BUILD=$(BUILD) STATE=$(STATE) nginx/restart.sh
test: setup-tests
	@$(MAKE) -j$$(nproc) all unit
	@BUILD=$(BUILD) tests/run
bench bench-quick: setup-tests
	@$(MAKE) all
	@BUILD=$(BUILD) tests/bench/run $(if $(filter bench-quick,$@),--quick)
fuzz: setup-tests
	@BUILD=$(BUILD) $(if $(TARGET),FUZZ=$(TARGET)) $(if $(SECONDS),SECONDS_EACH=$(SECONDS)) tests/fuzz/run
shots: setup-tests
	@$(MAKE) all
	@BUILD=$(BUILD) tests/browser/shots/run
layers:
	@tests/lib/layers.sh cgi-bin
lint: layers
	@tests/lib/lint.sh
check-all: lint
	@BUILD=$(BUILD) tests/lib/check-all.sh
clean:
	rm -rf -- $(BUILD)

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
