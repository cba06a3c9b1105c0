import { styleText } from "node:util";

/** Colours a text where the stream is a terminal that shows colours and the person has not switched them off (NO_COLOR). */
export function paint(
  stream: NodeJS.WriteStream,
  colour: "green" | "yellow" | "red" | "bold" | "dim",
  text: string,
): string {
  const plain = !stream.isTTY || (process.env.NO_COLOR ?? "") !== "" || process.env.TERM === "dumb";
  return plain ? text : styleText(colour, text);
}
