import type { EmulatedService } from "../api.ts";
import type { ServiceWorld } from "../world.ts";

export interface ChatService extends EmulatedService {}

/** The Chat API. */
export function chatService(_world: ServiceWorld): ChatService {
  return { discovery: "chat-v1", routes: {} };
}
