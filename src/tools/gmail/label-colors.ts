import * as z from "zod";

/** The only colours that a label may have (Gmail API, "Label", `color`). */
const PALETTE = `
  #000000 #434343 #666666 #999999 #cccccc #efefef #f3f3f3 #ffffff
  #fb4c2f #ffad47 #fad165 #16a766 #43d692 #4a86e8 #a479e2 #f691b3
  #f6c5be #ffe6c7 #fef1d1 #b9e4d0 #c6f3de #c9daf8 #e4d7f5 #fcdee8
  #efa093 #ffd6a2 #fce8b3 #89d3b2 #a0eac9 #a4c2f4 #d0bcf1 #fbc8d9
  #e66550 #ffbc6b #fcda83 #44b984 #68dfa9 #6d9eeb #b694e8 #f7a7c0
  #cc3a21 #eaa041 #f2c960 #149e60 #3dc789 #3c78d8 #8e63ce #e07798
  #ac2b16 #cf8933 #d5ae49 #0b804b #2a9c68 #285bac #653e9b #b65775
  #822111 #a46a21 #aa8831 #076239 #1a764d #1c4587 #41236d #83334c
  #464646 #e7e7e7 #0d3472 #b6cff5 #0d3b44 #98d7e4 #3d188e #e3d7ff
  #711a36 #fbd3e0 #8a1c0a #f2b2a8 #7a2e0b #ffc8af #7a4706 #ffdeb5
  #594c05 #fbe983 #684e07 #fdedc1 #0b4f30 #b3efd3 #04502e #a2dcc1
  #c2c2c2 #4986e7 #2da2bb #b99aff #994a64 #f691b2 #ff7537 #ffad46
  #662e37 #ebdbde #cca6ac #094228 #42d692 #16a765
`
  .trim()
  .split(/\s+/);

/** A colour as `#rrggbb`. */
export const hexColor = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i, "expected a colour such as #16a766")
  .transform((value) => value.toLowerCase());

/** A label's colours as Gmail takes them: both, or none. */
export interface LabelColor {
  backgroundColor: string;
  textColor: string;
}

/**
 * The colours of Gmail's palette that are nearest to those asked for. Without a text colour it is black or white,
 * whichever is read better.
 */
export function labelColor(background: string, text?: string): LabelColor {
  const backgroundColor = nearest(background);
  const readable = luminance(backgroundColor) > 0.179 ? "#000000" : "#ffffff";
  return { backgroundColor, textColor: text === undefined ? readable : nearest(text) };
}

function nearest(color: string): string {
  const wanted = channels(color);
  const distance = (one: string) => channels(one).reduce((sum, value, at) => sum + (value - (wanted[at] ?? 0)) ** 2, 0);
  return PALETTE.reduce((best, one) => (distance(one) < distance(best) ? one : best));
}

function channels(color: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}

/** Relative luminance; black and white contrast alike at 0.179 (WCAG 2.2, "relative luminance" and "contrast ratio"). */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
