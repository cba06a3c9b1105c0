import { createHash } from "node:crypto";

/** A file of a project as the API names it. */
export interface StoredScriptFile {
  name: string;
  type: "SERVER_JS" | "HTML" | "JSON";
  source: string;
}

export interface StoredVersion {
  versionNumber: number;
  description: string | undefined;
  createTime: number;
  files: StoredScriptFile[];
}

export interface StoredDeployment {
  id: string;
  /** Undefined for the one of the saved code, which every project has and nobody may change. */
  versionNumber: number | undefined;
  description: string | undefined;
  updateTime: number;
}

export interface StoredProcess {
  scriptId: string;
  functionName: string;
  processType: string;
  processStatus: string;
  /** Milliseconds since the epoch, and milliseconds. */
  startTime: number;
  duration: number;
  deploymentId: string | undefined;
  /** Address of the account whose run it was. */
  user: string;
}

export interface StoredProject {
  id: string;
  title: string;
  /** The file it is bound to; only a project without one is a file of its own in Drive. */
  parentId: string | undefined;
  owner: string;
  /** Addresses of those who may change it, the owner included. */
  editors: string[];
  createTime: number;
  updateTime: number;
  files: StoredScriptFile[];
  versions: StoredVersion[];
  deployments: StoredDeployment[];
  /** Whether it belongs to the Cloud project of the calling OAuth client, without which nothing runs. */
  sharesCloudProject: boolean;
}

/** What `scripts.run` and the entry points need of a manifest. */
export interface Manifest {
  oauthScopes?: string[] | undefined;
  webapp?: { access?: string | undefined; executeAs?: string | undefined } | undefined;
  executionApi?: { access?: string | undefined } | undefined;
}

/** A deployment id of Google's shape. */
export function deploymentId(seed: string): string {
  return `AKfycb${createHash("sha256").update(seed).digest("base64url")}`;
}

/** What a new project holds: no script, and a manifest. */
export function baseManifest(timeZone: string): StoredScriptFile {
  return {
    name: "appsscript",
    type: "JSON",
    source: JSON.stringify(
      { timeZone, dependencies: {}, exceptionLogging: "STACKDRIVER", runtimeVersion: "V8" },
      null,
      2,
    ),
  };
}

export function newProject(
  values: Pick<StoredProject, "id" | "title" | "owner" | "createTime"> & Partial<StoredProject>,
  timeZone: string,
): StoredProject {
  return {
    parentId: undefined,
    editors: [values.owner],
    updateTime: values.createTime,
    files: [baseManifest(timeZone)],
    versions: [],
    deployments: [
      {
        id: deploymentId(`${values.id} head`),
        versionNumber: undefined,
        description: undefined,
        updateTime: values.createTime,
      },
    ],
    sharesCloudProject: true,
    ...values,
  };
}
