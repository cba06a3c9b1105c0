#!/usr/bin/env node
// Old syntax on purpose: an old Node must get this far to say what it needs.
var parts = process.versions.node.split(".");
var major = Number(parts[0]);
var minor = Number(parts[1]);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    "groupon-google-mcp needs Node.js 20.19 or newer; this is " +
      process.version +
      ". Install a newer one from nodejs.org.\n",
  );
  process.exit(1);
} else {
  spareMemory(process.argv[2])
    .then(function () {
      return import("node:module");
    })
    .then(function (module) {
      if (module.enableCompileCache) module.enableCompileCache();
      return import("../dist/cli.js");
    })
    .catch(function (error) {
      process.stderr.write("groupon-google-mcp could not start: " + error.message + "\n");
      process.exit(1);
    });
}

/**
 * A server lives for days beside others and is idle most of the time: V8's usual bargain, memory for speed, is a bad one
 * here. Set before the compile cache is, whose entries hold for one set of flags. docs/performance.md has the figures.
 */
function spareMemory(command) {
  var serves = command === undefined || command === "serve" || command.charAt(0) === "-";
  if (!serves) return Promise.resolve();
  return import("node:v8").then(function (v8) {
    // The young generation stays at its first size, in place of growing with the burst of loading.
    v8.setFlagsFromString("--semi-space-growth-factor=1");
    // So small, it is collected sooner by one thread than by several that have to be woken.
    v8.setFlagsFromString("--no-parallel-scavenge");
    // The old one holds a third of what lives as garbage at most, in place of three times as much.
    v8.setFlagsFromString("--heap-growing-percent=30");
    // To inline while it compiles takes the middle compiler tens of megabytes, which stay with the process.
    v8.setFlagsFromString("--no-maglev-inlining");
  });
}
