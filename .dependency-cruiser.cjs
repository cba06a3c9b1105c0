/** Who may import whom: downwards only (README, "Developing"). Files directly in src/ are the floor and import nothing above. */
const layers = [
  ["commands"],
  ["mcp", "hosts"],
  ["pipeline"],
  ["tools"],
  ["google", "content", "files"],
  ["oauth"],
  ["credentials", "net"],
  ["config"],
];

const upwards = layers.slice(1).map((layer, index) => {
  const above = layers.slice(0, index + 1).flat();
  return {
    name: `no-upward-import-from-${layer.join("-")}`,
    comment: "Imports go downwards only.",
    severity: "error",
    from: { path: `^src/(${layer.join("|")})/` },
    to: { path: `^src/(${above.join("|")})/` },
  };
});

module.exports = {
  forbidden: [
    ...upwards,
    {
      name: "no-cycle",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "floor-imports-nothing-above",
      comment: "Files directly in src/, but for the entry point, are used by every layer.",
      severity: "error",
      from: { path: "^src/[^/]+\\.ts$", pathNot: "^src/cli\\.ts$" },
      to: { path: "^src/[^/]+/" },
    },
    {
      name: "tools-hold-no-token-and-no-config",
      severity: "error",
      from: { path: "^src/tools/" },
      to: { path: "^src/(oauth|credentials|config|net)/" },
    },
    {
      name: "content-is-pure",
      severity: "error",
      from: { path: "^src/content/" },
      to: { path: "^src/", pathNot: "^src/(content/|errors\\.ts$)" },
    },
    {
      name: "audit-and-sessions-serve-pipeline-and-commands",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(pipeline|commands|mcp|audit|sessions)/" },
      to: { path: "^src/(audit|sessions)/" },
    },
    {
      name: "product-does-not-use-tests",
      severity: "error",
      from: { path: "^(src|bin)/" },
      to: { path: "^test/" },
    },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "dist/" } },
  ],
  options: {
    doNotFollow: { path: "node_modules|^dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default"] },
  },
};
