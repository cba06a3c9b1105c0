/** An envelope, drawn for this project; it goes out with every answer of the newest revision, so that it is small. */
const DRAWING =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#2b6b3f"/><path d="M5 8h14v9H5zl7 5 7-5" fill="none" stroke="#fff" stroke-width="1.8" stroke-linejoin="round"/></svg>';

/** The server's icon as clients take it (MCP, "Icons"). */
export const SERVER_ICON = {
  src: `data:image/svg+xml;base64,${Buffer.from(DRAWING).toString("base64")}`,
  mimeType: "image/svg+xml",
  sizes: ["any"],
};
