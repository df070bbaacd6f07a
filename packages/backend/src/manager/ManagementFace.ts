import type { HttpAuthService } from "@backstage/backend-plugin-api";
import type { Action, Job } from "@flyloft/management";
import {
  type Match,
  type Operation,
  isRefused,
  matchOperation,
  validateCall,
} from "@flyloft/management/server";
import type { Request, Response } from "express";
import { BackendError } from "../errors.ts";
import type {
  ManagementAnswer,
  ManagementCall,
} from "../supervisor/messages.ts";
import type { Access } from "./access/Access.ts";
import { answerAccess, answerOwn } from "./answerOwn.ts";
import { callerOf } from "./callerOf.ts";
import { demandsOf } from "./demandsOf.ts";
import { Guard, type KnownPermit } from "./Guard.ts";
import type { JobStreams } from "./JobStreams.ts";
import { loadApi, type ManagementApi } from "./loadApi.ts";
import type { PortalState } from "./PortalState.ts";
import { readBody } from "./readBody.ts";
import type { ManagementConfig } from "./readManagement.ts";
import { readUploadName } from "./readUploadName.ts";
import { receiveUpload } from "./receiveUpload.ts";
import { sendJson } from "./refuse.ts";
import { setDevelopmentCookie } from "../serve/development/developmentCookie.ts";
import { refuseForeign } from "./refuseForeign.ts";
import type { SupervisorLink } from "./SupervisorLink.ts";

export interface FaceOptions {
  readonly state: PortalState;
  readonly link: SupervisorLink;
  readonly streams: JobStreams;
  /** Where it is loaded already. */
  readonly api?: Promise<ManagementApi> | undefined;
  readonly access: Access;
  readonly httpAuth: HttpAuthService;
  readonly management: ManagementConfig;
  /** Whether an origin is one of the portal's pages. */
  isOwnOrigin(origin: string): boolean;
}

/** What is known of a request on its way to an answer. */
interface Visit extends KnownPermit {
  readonly request: Request;
  readonly response: Response;
  readonly match: Match;
}

/** What a GitOps portal still does: none of it changes what runs. */
const MAINTENANCE: Action = "maintain";

/**
 * The operations of the OpenAPI description over HTTP: who calls, whether they may, whether the call is of the form. What
 * changes the portal is the supervisor's to do.
 */
export class ManagementFace {
  readonly #options: FaceOptions;
  readonly #guard: Guard;
  #api: Promise<ManagementApi> | undefined;

  constructor(options: FaceOptions) {
    this.#options = options;
    this.#guard = new Guard(options);
    this.#api = options.api;
  }

  /**
   * Answers a request whose URL begins below the API's own. False where there is no such operation.
   *
   * @throws BackendError `MANAGE_*`, and upstream's errors about tokens
   */
  async handle(request: Request, response: Response): Promise<boolean> {
    this.#api ??= loadApi();
    const { operations, description } = await this.#api;
    const match = matchOperation(operations, request.method, request.url);
    if (!match) return false;
    const { httpAuth, access, management, isOwnOrigin } = this.#options;
    const allow: ["user", "service"] = ["user", "service"];
    const caller = callerOf(await httpAuth.credentials(request, { allow }));
    const { operation } = match;
    if (operation.method !== "GET") refuseForeign(request, isOwnOrigin);
    if (operation.permission === null) {
      const body = await answerAccess(access, caller, management.isReadOnly);
      sendJson(response, 200, body);
      return true;
    }
    const action = operation.permission;
    const permit = await this.#guard.permit(action, caller);
    if (management.isReadOnly) refuseChange(operation);
    if (operation.operationId === "getDescription") {
      sendJson(response, 200, description);
      return true;
    }
    const visit = { request, response, match, caller, action, permit };
    await this.#perform(visit);
    return true;
  }

  async #perform(visit: Visit): Promise<void> {
    const { request, response, match } = visit;
    switch (match.operation.operationId) {
      case "uploadArchive":
      case "addDevelopmentBuild":
        return this.#upload(visit);
      case "followJob":
        return this.#follow(visit);
      default: {
        const body = await readBody(request);
        const call = await this.#readCall(visit, body);
        if (!call) return;
        const answer = await this.#answer(visit, call);
        if (answer.browserKey !== undefined) {
          const { isSecure } = this.#options.management;
          setDevelopmentCookie(response, answer.browserKey, isSecure);
        }
        send(response, answer);
      }
    }
  }

  /** Answers calls that are not of the form, and gives the others. */
  async #readCall(
    visit: Visit,
    body: unknown,
  ): Promise<ManagementCall | undefined> {
    const { request, response, match, caller } = visit;
    const valid = validateCall(match, { headers: request.headers, body });
    if (isRefused(valid)) {
      sendJson(response, valid.status, valid.body);
      return undefined;
    }
    const call = { ...valid, actor: caller.ref };
    await this.#guard.meet(demandsOf(match.operation, call), call, visit);
    return call;
  }

  async #answer(visit: Visit, call: ManagementCall): Promise<ManagementAnswer> {
    const { state, link } = this.#options;
    const { permit } = visit;
    const own = await answerOwn(call, { state, permit });
    if (own) return own;
    const answer = await link.ask(call);
    if (answer.status !== 200 && answer.status !== 201) return answer;
    const body = this.#guard.filter(call, answer.body, visit);
    return { ...answer, body };
  }

  async #upload(visit: Visit): Promise<void> {
    const { request, response } = visit;
    const { state, management } = this.#options;
    const call = await this.#readCall(visit, NO_BODY_YET);
    if (!call) return;
    const upload = await receiveUpload(request, {
      folder: state.incoming,
      limit: management.uploadLimit,
    });
    let answer: ManagementAnswer;
    try {
      const displayName = readUploadName(request, call.parameters["filename"]);
      const body = { file: upload.file, displayName };
      answer = await this.#answer(visit, { ...call, body });
    } finally {
      await upload.discard();
    }
    send(response, answer);
  }

  async #follow(visit: Visit): Promise<void> {
    const { response } = visit;
    const { link, streams } = this.#options;
    const call = await this.#readCall(visit, undefined);
    if (!call) return;
    let newest: Job | undefined;
    const stop = link.follow(
      String(call.parameters["id"]),
      (job) => (newest = job),
    );
    try {
      const asked: ManagementCall = { ...call, operation: "getJob" };
      const answer = await this.#answer(visit, asked);
      if (answer.status === 200) {
        streams.open(response, newest ?? (answer.body as Job));
      } else send(response, answer);
    } finally {
      stop();
    }
  }
}

/** The body of an upload comes after everything else is known to be right. */
const NO_BODY_YET = {};

function refuseChange({ isRead, permission }: Operation): void {
  if (isRead || permission === MAINTENANCE) return;
  throw new BackendError(
    "MANAGE_READ_ONLY",
    "The configuration files alone say which plugins this portal runs.",
    {
      hint: "Change them where they are kept. dynamicPlugins.management.readOnly is true in app-config.yaml.",
    },
  );
}

function send(response: Response, { status, body }: ManagementAnswer): void {
  if (typeof body === "string") {
    response.writeHead(status, {
      "content-type": "application/yaml; charset=utf-8",
      "cache-control": "no-store",
    });
    response.end(body);
    return;
  }
  if (status === 202) {
    const { id } = body as Job;
    const { baseUrl } = response.req;
    response.setHeader("location", `${baseUrl}/jobs/${id}`);
  }
  sendJson(response, status, body);
}
