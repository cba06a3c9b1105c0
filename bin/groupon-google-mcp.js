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
  import("node:module")
    .then(function (module) {
      if (module.enableCompileCache) module.enableCompileCache();
      return import("../dist/cli.js");
    })
    .catch(function (error) {
      process.stderr.write("groupon-google-mcp could not start: " + error.message + "\n");
      process.exit(1);
    });
}
