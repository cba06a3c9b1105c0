import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** A parameter or a schema property, as Google's API Discovery Service describes it (JSON Schema draft 3). */
export interface Described {
  type?: string;
  format?: string;
  $ref?: string;
  enum?: string[];
  pattern?: string;
  minimum?: string;
  maximum?: string;
  required?: boolean;
  repeated?: boolean;
  readOnly?: boolean;
  location?: string;
  items?: Described;
  properties?: Record<string, Described>;
  additionalProperties?: Described;
}

const describedSchema: z.ZodType<Described> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    format: z.string().optional(),
    $ref: z.string().optional(),
    enum: z.array(z.string()).optional(),
    pattern: z.string().optional(),
    minimum: z.string().optional(),
    maximum: z.string().optional(),
    required: z.boolean().optional(),
    repeated: z.boolean().optional(),
    readOnly: z.boolean().optional(),
    location: z.string().optional(),
    items: describedSchema.optional(),
    properties: z.record(z.string(), describedSchema).optional(),
    additionalProperties: describedSchema.optional(),
  }),
);

const methodSchema = z.object({
  id: z.string(),
  path: z.string(),
  httpMethod: z.string(),
  parameters: z.record(z.string(), describedSchema).default({}),
  request: z.object({ $ref: z.string() }).optional(),
  response: z.object({ $ref: z.string() }).optional(),
  scopes: z.array(z.string()).default([]),
  mediaUpload: z.object({ accept: z.array(z.string()).optional(), maxSize: z.string().optional() }).optional(),
  supportsMediaDownload: z.boolean().optional(),
});

interface Resource {
  methods?: Record<string, z.infer<typeof methodSchema>>;
  resources?: Record<string, Resource>;
}

const resourceSchema: z.ZodType<Resource> = z.lazy(() =>
  z.object({
    methods: z.record(z.string(), methodSchema).optional(),
    resources: z.record(z.string(), resourceSchema).optional(),
  }),
);

const documentSchema = z.object({
  name: z.string(),
  rootUrl: z.string(),
  servicePath: z.string(),
  parameters: z.record(z.string(), describedSchema).default({}),
  schemas: z.record(z.string(), describedSchema).default({}),
  resources: z.record(z.string(), resourceSchema).default({}),
});

/** One method with what is needed to hold a request against it. */
export interface DiscoveredMethod extends z.infer<typeof methodSchema> {
  /** Host name of the API, such as `gmail.googleapis.com`. */
  service: string;
  /** Whether the API answers errors in its older form, with `errors` alone and no `status` (Drive, Calendar). */
  legacy: boolean;
  /** Whole path below the host, such as `/gmail/v1/users/{userId}/messages`. */
  fullPath: string;
  /** Parameters that every method of the API takes. */
  common: Record<string, Described>;
  schemas: Record<string, Described>;
}

/** The folder of discovery documents: `GOOGLE_DISCOVERY_DIR`, else the one beside the project, else none. */
export function discoveryFolder(): string | undefined {
  const folder = process.env.GOOGLE_DISCOVERY_DIR ?? join(process.cwd(), "../shared/discovery");
  return existsSync(join(folder, "gmail-v1.json")) ? folder : undefined;
}

const read = new Map<string, ReadonlyMap<string, DiscoveredMethod>>();

/** Reads one document's methods by id, once a process: tests start many emulators. */
export function readDiscovery(folder: string, name: string): ReadonlyMap<string, DiscoveredMethod> {
  const path = join(folder, `${name}.json`);
  const methods = read.get(path) ?? readMethods(path);
  read.set(path, methods);
  return methods;
}

function readMethods(path: string): ReadonlyMap<string, DiscoveredMethod> {
  const document = documentSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  const root = new URL(document.rootUrl);
  const legacy = root.hostname === "www.googleapis.com";
  const methods = new Map<string, DiscoveredMethod>();
  const visit = (resource: Resource) => {
    for (const method of Object.values(resource.methods ?? {})) {
      methods.set(method.id, {
        ...method,
        service: legacy ? `${document.name}.googleapis.com` : root.hostname,
        legacy,
        fullPath: `/${document.servicePath}${method.path}`,
        common: document.parameters,
        schemas: document.schemas,
      });
    }
    for (const inner of Object.values(resource.resources ?? {})) visit(inner);
  };
  for (const resource of Object.values(document.resources)) visit(resource);
  return methods;
}
