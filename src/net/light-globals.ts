import { FormData, Headers } from "node-fetch";

/*
 * Google's clients and the HTTP client take `Headers` and `FormData` by their global names. Node's own are part of its
 * fetch, the whole of which is loaded with them, HTTP/2 and web streams as well; fetch itself is never used here. The HTTP
 * client brings its own. Assigned, because to define them anew would load what they replace.
 */
Object.assign(globalThis, { Headers, FormData });
