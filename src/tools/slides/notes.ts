import type { slides_v1 } from "googleapis/build/src/apis/slides/v1.js";

const FIELDS = "slides(objectId,slideProperties(notesPage(notesProperties(speakerNotesObjectId))))";

/**
 * What writes speaker notes of slides that have none yet. Slides gives the shape that holds them an id of its own when it
 * makes the slide, so it has to be asked for ("Speaker notes": `speakerNotesObjectId`).
 */
export async function notesRequests(
  slides: slides_v1.Slides,
  presentationId: string,
  said: readonly { slide: string; notes: string }[],
): Promise<slides_v1.Schema$Request[]> {
  const { data } = await slides.presentations.get({ presentationId, fields: FIELDS });
  const shapes = new Map(
    (data.slides ?? []).map(({ objectId, slideProperties }) => [
      objectId,
      slideProperties?.notesPage?.notesProperties?.speakerNotesObjectId,
    ]),
  );
  return said.flatMap(({ slide, notes }) => {
    const objectId = shapes.get(slide);
    return objectId ? [{ insertText: { objectId, insertionIndex: 0, text: notes } }] : [];
  });
}
