/** How an element's own and inherited style decide whether its text is seen. */
export interface Visibility {
  /** True when nothing inside can be seen, whatever its own style. */
  readonly gone: boolean;
  /** `visibility` as inherited. */
  readonly hidden: boolean;
  /** Pixels, as inherited; undefined where it was never set. */
  readonly fontSize: number | undefined;
  /** `rrggbb`, `transparent` or undefined where it was never set or is not understood. */
  readonly color: string | undefined;
  /** Background behind the text: `rrggbb`, `unknown` for images and what is not understood, undefined where none was set. */
  readonly background: string | undefined;
}

/** The page's own default: everything is seen. */
export const VISIBLE: Visibility = {
  gone: false,
  hidden: false,
  fontSize: undefined,
  color: undefined,
  background: undefined,
};

/** CSS declarations by property, lower case, later ones last. */
export type Declarations = ReadonlyMap<string, string>;

/** Text this small is not read by anyone; preheaders are hidden with it. */
const SMALLEST_PIXELS = 1.5;
const FAINTEST = 0.05;
/** Below this contrast ratio nobody reads a text; light grey on white, which people do use, has more. */
const LEAST_CONTRAST = 1.1;
/** Pixels beyond which something is moved off the page. */
const FAR_OFF = -500;
/** Medium, the initial value of `font-size` in browsers. */
const INITIAL_PIXELS = 16;

/** Parses a `style` attribute or the inside of a rule. */
export function parseDeclarations(style: string): Map<string, string> {
  const declarations = new Map<string, string>();
  for (const declaration of style.replace(/\/\*[\s\S]*?\*\//g, "").split(";")) {
    const colon = declaration.indexOf(":");
    if (colon < 0) continue;
    const value = declaration.slice(colon + 1).replace(/!\s*important/i, "");
    declarations.set(declaration.slice(0, colon).trim().toLowerCase(), value.trim().toLowerCase());
  }
  return declarations;
}

/**
 * Whether the text of an element with this visibility can be seen.
 * @param page background of the page itself: `rrggbb`, or `unknown`
 */
export function isSeen(visibility: Visibility, page: string): boolean {
  if (visibility.gone || visibility.hidden || visibility.color === "transparent") return false;
  if (visibility.fontSize !== undefined && visibility.fontSize < SMALLEST_PIXELS) return false;
  return visibility.color === undefined || canBeTold(visibility.color, visibility.background ?? page);
}

/** Whether a colour can be told from the one behind it, by the contrast ratio of WCAG 2.2, which is 1 for the same colour. */
function canBeTold(color: string, behind: string): boolean {
  if (!/^[\da-f]{6}$/.test(behind)) return true;
  const [darker = 0, lighter = 0] = [luminance(color), luminance(behind)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05) > LEAST_CONTRAST;
}

/** Relative luminance of `rrggbb` (WCAG 2.2), from 0 to 1. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The visibility inside an element, from that around it and the element's declarations. */
export function inside(around: Visibility, style: Declarations): Visibility {
  if (style.size === 0) return around;
  const visibility = style.get("visibility");
  return {
    gone: around.gone || isGone(style),
    hidden: visibility === undefined ? around.hidden : visibility === "hidden" || visibility === "collapse",
    fontSize: fontSizeOf(style.get("font-size") ?? fontSizeIn(style.get("font")), around.fontSize),
    color: colorOf(style.get("color"), around.color),
    background: backgroundOf(style, around.background),
  };
}

function isGone(style: Declarations): boolean {
  const display = style.get("display");
  if (display === "none") return true;
  const opacity = numberOf(style.get("opacity"));
  if (opacity !== undefined && opacity < FAINTEST) return true;
  if (style.get("mso-hide") === "all" && style.get("max-height") === "0") return true;
  if (
    /^rect\(\s*(?:0|1px)\b/.test(style.get("clip") ?? "") ||
    /^inset\(\s*(?:50|100)%/.test(style.get("clip-path") ?? "")
  ) {
    return true;
  }
  if (/\bscale\(\s*0(?:\.0+)?\s*\)/.test(style.get("transform") ?? "")) return true;
  return isOffThePage(style) || isClippedAway(style);
}

function isOffThePage(style: Declarations): boolean {
  if ((pixelsOf(style.get("text-indent")) ?? 0) <= FAR_OFF) return true;
  const placed = /^(?:absolute|fixed)$/.test(style.get("position") ?? "");
  return placed && ["left", "right", "top", "bottom"].some((side) => (pixelsOf(style.get(side)) ?? 0) <= FAR_OFF);
}

function isClippedAway(style: Declarations): boolean {
  const clips = /hidden|clip/.test(style.get("overflow") ?? style.get("overflow-y") ?? "");
  const sides = ["max-height", "height", "max-width", "width"];
  return clips && sides.some((side) => (pixelsOf(style.get(side)) ?? Number.POSITIVE_INFINITY) < SMALLEST_PIXELS);
}

function numberOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const parsed = Number.parseFloat(value);
  if (Number.isNaN(parsed)) return undefined;
  return value.trim().endsWith("%") ? parsed / 100 : parsed;
}

/** Pixels of an absolute length; relative ones are taken at the initial font size. */
function pixelsOf(value: string | undefined): number | undefined {
  const match = /^(-?\d*\.?\d+)(px|pt|em|rem|ex|cm|mm|in|%)?$/.exec(value ?? "");
  if (!match) return undefined;
  return Number(match[1]) * unitInPixels(match[2], INITIAL_PIXELS);
}

function fontSizeOf(value: string | undefined, around: number | undefined): number | undefined {
  if (value === undefined || value === "inherit") return around;
  const match = /^(\d*\.?\d+)(px|pt|em|rem|ex|cm|mm|in|%)?$/.exec(value);
  if (match) {
    const base = match[2] === "rem" ? INITIAL_PIXELS : (around ?? INITIAL_PIXELS);
    return Number(match[1]) * unitInPixels(match[2], base);
  }
  return value === "smaller" || value === "larger" ? around : INITIAL_PIXELS;
}

/** The size inside a `font` shorthand: the first length, which `/` and the line height may follow. */
function fontSizeIn(font: string | undefined): string | undefined {
  return /(?:^|\s)(\d*\.?\d+(?:px|pt|em|rem|%)|0)(?=[\s/])/.exec(font ?? "")?.[1];
}

function unitInPixels(unit: string | undefined, base: number): number {
  switch (unit) {
    case "pt":
      return 4 / 3;
    case "em":
    case "rem":
      return base;
    case "ex":
      return base / 2;
    case "%":
      return base / 100;
    case "cm":
      return 37.8;
    case "mm":
      return 3.78;
    case "in":
      return 96;
    default:
      return 1;
  }
}

function colorOf(value: string | undefined, around: string | undefined): string | undefined {
  return value === undefined || value === "inherit" ? around : parseColor(value);
}

function backgroundOf(style: Declarations, around: string | undefined): string | undefined {
  if (/url\(|gradient\(/.test(`${style.get("background") ?? ""} ${style.get("background-image") ?? ""}`))
    return "unknown";
  const value = style.get("background-color") ?? style.get("background");
  if (value === undefined || value === "inherit" || value === "none") return around;
  const color = value.startsWith("rgb") ? parseColor(value) : parseColor(value.split(/\s/)[0] ?? "");
  return color === "transparent" ? around : (color ?? "unknown");
}

/** `rrggbb`, `transparent`, or undefined for what is not understood. */
function parseColor(value: string): string | undefined {
  if (value === "transparent") return "transparent";
  if (value === "white") return "ffffff";
  if (value === "black") return "000000";
  const hex = /^#([\da-f]{3,8})$/.exec(value)?.[1];
  if (hex?.length === 3 || hex?.length === 4) {
    return hex[3] === "0" ? "transparent" : [...hex.slice(0, 3)].map((digit) => digit + digit).join("");
  }
  if (hex?.length === 6) return hex;
  if (hex?.length === 8) return hex.endsWith("00") ? "transparent" : hex.slice(0, 6);
  const parts = /^rgba?\(([^)]*)\)$/
    .exec(value)?.[1]
    ?.split(/[\s,/]+/)
    .filter((part) => part !== "");
  if (!parts || parts.length < 3) return undefined;
  const alpha = numberOf(parts[3]);
  if (alpha !== undefined && alpha < FAINTEST) return "transparent";
  return parts.slice(0, 3).map(colorByte).join("");
}

function colorByte(part: string): string {
  const value = part.endsWith("%") ? Number.parseFloat(part) * 2.55 : Number.parseFloat(part);
  return Math.min(255, Math.max(0, Math.round(value) || 0))
    .toString(16)
    .padStart(2, "0");
}
