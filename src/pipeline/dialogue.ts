/** A question for the person behind the client. */
export interface Question {
  /** The same for the same question, and for no other: an answer counts only under the key of its own question. */
  readonly key: string;
  readonly message: string;
  /** Where the person is to go; without it they agree or not. */
  readonly url?: string;
}

/** How the person behind the client can be asked, within one call. */
export interface Dialogue {
  /** Whether the client has said that it can put questions to its person. */
  readonly canAsk: boolean;
  /** Whether it can send them to an address. */
  readonly canOpenUrls: boolean;
  /** Set where nobody waits for this call, as while somebody is typing: it starts no sign-in. */
  readonly unattended?: true;
  /** What the person has answered, when this call is the second try of one that ended in {@link QuestionAsked}. */
  answer(key: string): "accepted" | "declined" | undefined;
}

/**
 * Thrown by a stage that cannot go on without an answer. The call ends here; the client asks its person and calls again
 * with the answer (MCP, "Multi Round-Trip Requests").
 */
export class QuestionAsked extends Error {
  override readonly name = "QuestionAsked";
  constructor(readonly question: Question) {
    super("the person is asked");
  }
}
