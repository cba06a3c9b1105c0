/**
 * Hosts whose pictures only Google serves, so that nobody learns that they were fetched, or what their address says. Not
 * all of Google's: a script or a form of anybody is on google.com, a rented machine on bc.googleusercontent.com.
 */
const OWN_PICTURES = /^https:\/\/(?:lh\d+(?:-[a-z]+)?\.googleusercontent|drive\.google)\.com(?:\/|$)/i;

/** Whether nobody but Google notices when a picture is fetched from this address. */
export function isOwnPicture(address: string): boolean {
  return OWN_PICTURES.test(address);
}
