import type { EmulatedService } from "../api.ts";
import type { ServiceWorld } from "../world.ts";
import type { ChatState } from "./access.ts";
import { memberRoutes } from "./members.ts";
import { messageRoutes } from "./messages.ts";
import { reactionRoutes } from "./reactions.ts";
import { seedChat } from "./seed.ts";
import { spaceRoutes } from "./spaces.ts";
import { newMember, newMessage, newSpace, type SpaceType, type StoredMessage, type StoredSpace } from "./state.ts";

export interface ChatService extends EmulatedService {
  /** Every space there is, whoever is in it. */
  spaces(): StoredSpace[];
  /** A space with these people; the first of them is its manager. */
  addSpace(type: SpaceType, people: readonly string[], values?: Partial<StoredSpace>): StoredSpace;
  addMessage(space: StoredSpace, sender: string, markup: string, values?: Partial<StoredMessage>): StoredMessage;
  /** Whether the Google Cloud project has a Chat app. */
  app: { configured: boolean };
}

/** The Chat API, to people's own sign-ins, over spaces that live as long as the emulator. */
export function chatService(world: ServiceWorld): ChatService {
  let stored: StoredSpace[] | undefined;
  const spaces = () => {
    stored ??= seedChat(world.now());
    return stored;
  };
  const app = { configured: true };
  const state: ChatState = { world, spaces, app, made: new Map() };

  return {
    discovery: "chat-v1",
    spaces,
    app,
    addSpace(type, people, values = {}) {
      const members = people.map((who, index) =>
        newMember(who, world.now(), { role: index === 0 ? "ROLE_MANAGER" : "ROLE_MEMBER" }),
      );
      const space = newSpace(
        { type, domain: "example.com", members, ...values },
        `added ${spaces().length}`,
        world.now(),
      );
      spaces().push(space);
      return space;
    },
    addMessage(space, sender, markup, values = {}) {
      const seed = `added ${space.id} ${space.messages.length}`;
      const message = newMessage({ sender, markup, ...values }, seed, values.created ?? world.now());
      space.messages.push(message);
      return message;
    },
    routes: { ...spaceRoutes(state), ...memberRoutes(state), ...messageRoutes(state), ...reactionRoutes(state) },
  };
}
