/**
 * The wall: every body from outside becomes one of our types here, or a ParseError that names the field
 * ("scan.volumes[0].spacingMm[1]: expected > 0, got -2"). Inside we trust our types.
 */
import * as check from "./check";
import {
  type Cine,
  type Code,
  type LabelValue,
  volumeKinds,
  type DisplayWindow,
  type EnteredSpacing,
  type Job,
  type JobPage,
  jobStates,
  type Level,
  type LightBox,
  lightBoxStates,
  type LightBoxCut,
  offerStates,
  type Problem,
  type ReconstructionFacts,
  reconstructionModes,
  type ReconstructionOffer,
  type Refusal,
  type Scan,
  type ScanNews,
  type ScanPage,
  scanStates,
  type Session,
  type Spacing,
  spacingOrigins,
  tileOrders,
  type TileRow,
  type Triple,
  type Upload,
  type UploadPage,
  uploadStates,
  type User,
  type Volume,
  type Warning,
} from "./types";

const { asCount, asList, asListOf, asName, asNullOr, asNumber, asObject, asOneOf } = check;
const { asOptional, asPositive, asPositiveInteger, asString, asTime } = check;

export function parseUser(body: unknown, place = "user"): User {
  const user = asObject(body, place);
  return {
    id: asName(user.id, `${place}.id`),
    email: asString(user.email, `${place}.email`),
    name: asString(user.name, `${place}.name`),
    role: asOneOf(user.role, `${place}.role`, ["administrator", "user"]),
  };
}

export function parseSession(body: unknown): Session {
  const session = asObject(body, "session");
  return {
    user: parseUser(session.user, "session.user"),
    accessToken: asName(session.accessToken, "session.accessToken"),
    expiresIn: asPositive(session.expiresIn, "session.expiresIn"),
  };
}

export function parseProblem(body: unknown): Problem {
  const problem = asObject(body, "problem");
  return {
    type: asString(problem.type ?? "about:blank", "problem.type"),
    title: asString(problem.title ?? "", "problem.title"),
    status: asCount(problem.status, "problem.status"),
    code: asName(problem.code, "problem.code"),
    detail: asString(problem.detail ?? "", "problem.detail"),
    ...asOptional("errors", problem, "problem", (errors, place) =>
      asList(errors, place, parseFieldError),
    ),
    ...asOptional("retryAfterSeconds", problem, "problem", asNumber),
    ...asOptional("missing", problem, "problem", (paths, at) => asList(paths, at, asString)),
  };
}

function parseFieldError(body: unknown, place: string): { field: string; message: string } {
  const error = asObject(body, place);
  return {
    field: asString(error.field, `${place}.field`),
    message: asString(error.message, `${place}.message`),
  };
}

export function parseUpload(body: unknown, place = "upload"): Upload {
  const upload = asObject(body, place);
  const progress = asObject(upload.progress, `${place}.progress`);
  const files = asObject(upload.files, `${place}.files`);
  return {
    id: asName(upload.id, `${place}.id`),
    name: asString(upload.name, `${place}.name`),
    state: asOneOf(upload.state, `${place}.state`, uploadStates),
    progress: {
      stage: asString(progress.stage, `${place}.progress.stage`),
      fraction: check.asFraction(progress.fraction, `${place}.progress.fraction`),
    },
    files: {
      expected: asCount(files.expected, `${place}.files.expected`),
      received: asCount(files.received, `${place}.files.received`),
      expectedBytes: asCount(files.expectedBytes, `${place}.files.expectedBytes`),
      receivedBytes: asCount(files.receivedBytes, `${place}.files.receivedBytes`),
    },
    ...asOptional("missing", upload, place, (paths, at) => asList(paths, at, asString)),
    scans: asList(upload.scans, `${place}.scans`, asName),
    refused: asList(upload.refused, `${place}.refused`, parseRefusal),
    ...asOptional("error", upload, place, parseEndError),
    createdAt: asTime(upload.createdAt, `${place}.createdAt`),
  };
}

function parseRefusal(body: unknown, place: string): Refusal {
  const refusal = asObject(body, place);
  return {
    path: asString(refusal.path, `${place}.path`),
    code: asName(refusal.code, `${place}.code`),
    reason: asString(refusal.reason, `${place}.reason`),
  };
}

function parseEndError(body: unknown, place: string): { code: string; detail: string } {
  const error = asObject(body, place);
  return {
    code: asName(error.code, `${place}.code`),
    detail: asString(error.detail, `${place}.detail`),
  };
}

export function parseUploadPage(body: unknown): UploadPage {
  const page = asObject(body, "page");
  return {
    items: asList(page.items, "page.items", parseUpload),
    nextCursor: asNullOr(page.nextCursor, "page.nextCursor", asName),
  };
}

export function parseScan(body: unknown, place = "scan"): Scan {
  const scan = asObject(body, place);
  const owner = asObject(scan.owner, `${place}.owner`);
  const source = asObject(scan.source, `${place}.source`);
  return {
    id: asName(scan.id, `${place}.id`),
    name: asString(scan.name, `${place}.name`),
    state: asOneOf(scan.state, `${place}.state`, scanStates),
    modality: asString(scan.modality, `${place}.modality`),
    description: asString(scan.description, `${place}.description`),
    studyDate: asNullOr(scan.studyDate, `${place}.studyDate`, asTime),
    createdAt: asTime(scan.createdAt, `${place}.createdAt`),
    owner: {
      id: asName(owner.id, `${place}.owner.id`),
      name: asString(owner.name, `${place}.owner.name`),
    },
    tags: asList(scan.tags, `${place}.tags`, asString),
    source: {
      format: asString(source.format, `${place}.source.format`),
      fileCount: asCount(source.fileCount, `${place}.source.fileCount`),
      sizeBytes: asCount(source.sizeBytes, `${place}.source.sizeBytes`),
      transferSyntaxes: asList(
        source.transferSyntaxes,
        `${place}.source.transferSyntaxes`,
        asString,
      ),
    },
    warnings: asList(scan.warnings, `${place}.warnings`, parseWarning),
    annotationsUrl: asString(scan.annotationsUrl, `${place}.annotationsUrl`),
    volumes: asList(scan.volumes, `${place}.volumes`, parseVolume),
    revision: asCount(scan.revision, `${place}.revision`),
    lightBox: asNullOr(scan.lightBox, `${place}.lightBox`, parseLightBox),
    spacing: parseSpacing(scan.spacing, `${place}.spacing`),
    reconstruction: parseReconstructionOffer(scan.reconstruction, `${place}.reconstruction`),
  };
}

function parseReconstructionOffer(body: unknown, place: string): ReconstructionOffer {
  const offer = asObject(body, place);
  return {
    state: asOneOf(offer.state, `${place}.state`, offerStates),
    volume: asNullOr(offer.volume, `${place}.volume`, asName),
    factor: asNullOr(offer.factor, `${place}.factor`, asPositiveInteger),
    spacingMm: asNullOr(offer.spacingMm, `${place}.spacingMm`, (triple, at) =>
      asTriple(triple, at, asPositive),
    ),
    reason: asNullOr(offer.reason, `${place}.reason`, parseWarning),
  };
}

function parseLightBox(body: unknown, place: string): LightBox {
  const box = asObject(body, place);
  return {
    state: asOneOf(box.state, `${place}.state`, lightBoxStates),
    rows: asPositiveInteger(box.rows, `${place}.rows`),
    columns: asPositiveInteger(box.columns, `${place}.columns`),
    order: asOneOf(box.order, `${place}.order`, tileOrders),
    confidence: asNullOr(box.confidence, `${place}.confidence`, check.asFraction),
    blankAtEnd: asCount(box.blankAtEnd, `${place}.blankAtEnd`),
  };
}

function parseSpacing(body: unknown, place: string): Spacing {
  const spacing = asObject(body, place);
  return {
    origin: asOneOf(spacing.origin, `${place}.origin`, spacingOrigins),
    editable: check.asBoolean(spacing.editable, `${place}.editable`),
    entered: asNullOr(spacing.entered, `${place}.entered`, parseEnteredSpacing),
  };
}

function parseEnteredSpacing(body: unknown, place: string): EnteredSpacing {
  const entered = asObject(body, place);
  const pixel = asListOf(entered.pixelMm, `${place}.pixelMm`, 2, asPositive);
  const [y, x] = pixel as [number, number];
  return { pixelMm: [y, x], sliceMm: asNullOr(entered.sliceMm, `${place}.sliceMm`, asPositive) };
}

export function parseJob(body: unknown, place = "job"): Job {
  const job = asObject(body, place);
  const progress = asObject(job.progress, `${place}.progress`);
  return {
    id: asName(job.id, `${place}.id`),
    scanId: asName(job.scanId, `${place}.scanId`),
    kind: asName(job.kind, `${place}.kind`),
    state: asOneOf(job.state, `${place}.state`, jobStates),
    progress: {
      stage: asString(progress.stage, `${place}.progress.stage`),
      fraction: check.asFraction(progress.fraction, `${place}.progress.fraction`),
    },
    ...asOptional("error", job, place, parseEndError),
    ...asOptional("result", job, place, (result, at) => ({
      revision: asPositiveInteger(asObject(result, at).revision, `${at}.revision`),
    })),
    createdAt: asTime(job.createdAt, `${place}.createdAt`),
  };
}

export function parseJobPage(body: unknown): JobPage {
  const page = asObject(body, "page");
  return {
    items: asList(page.items, "page.items", parseJob),
    nextCursor: asNullOr(page.nextCursor, "page.nextCursor", asName),
  };
}

function parseWarning(body: unknown, place: string): Warning {
  const warning = asObject(body, place);
  return {
    code: asName(warning.code, `${place}.code`),
    message: asString(warning.message, `${place}.message`),
  };
}

export function parseScanPage(body: unknown): ScanPage {
  const page = asObject(body, "page");
  return {
    items: asList(page.items, "page.items", parseScan),
    nextCursor: asNullOr(page.nextCursor, "page.nextCursor", asName),
    total: asCount(page.total, "page.total"),
    modalities: check.asRecordOf(page.modalities, "page.modalities", asCount),
    usedBytes: asCount(page.usedBytes, "page.usedBytes"),
  };
}

export function parseScanNews(body: unknown): ScanNews {
  const scan = asObject(body, "scan");
  const id = asName(scan.id, "scan.id");
  if (scan.deleted !== undefined && check.asBoolean(scan.deleted, "scan.deleted"))
    return { id, deleted: true };
  return {
    id,
    name: asString(scan.name, "scan.name"),
    state: asOneOf(scan.state, "scan.state", scanStates),
  };
}

export function parseLightBoxCut(body: unknown): LightBoxCut {
  const cut = asObject(body, "cut");
  return {
    rows: asPositiveInteger(cut.rows, "cut.rows"),
    columns: asPositiveInteger(cut.columns, "cut.columns"),
    down: parseTileRow(cut.down, "cut.down"),
    across: parseTileRow(cut.across, "cut.across"),
    blank: asList(cut.blank, "cut.blank", check.asBoolean),
  };
}

function parseTileRow(body: unknown, place: string): TileRow {
  const row = asObject(body, place);
  return {
    first: asCount(row.first, `${place}.first`),
    size: asPositiveInteger(row.size, `${place}.size`),
    gutter: asCount(row.gutter, `${place}.gutter`),
  };
}

export function parseVolume(body: unknown, place = "volume"): Volume {
  const volume = asObject(body, place);
  const histogram = asObject(volume.histogram, `${place}.histogram`);
  const channels = asCount(volume.channels, `${place}.channels`);
  if (channels !== 1 && channels !== 3)
    throw new check.ParseError(`${place}.channels`, "1 or 3", channels);
  const provenance = parseProvenance(volume.provenance, `${place}.provenance`);
  if (isReconstruction(volume))
    provenance.parameters = parseReconstructionFacts(
      provenance.parameters,
      `${place}.provenance.parameters`,
    );
  return {
    id: asName(volume.id, `${place}.id`),
    kind: asOneOf(volume.kind, `${place}.kind`, volumeKinds),
    ...asOptional("name", volume, place, asString),
    ...asOptional("labels", volume, place, (list, at) => asList(list, at, parseLabelValue)),
    ...asOptional("labelsOf", volume, place, (id, at) => asNullOr(id, at, asName)),
    ...asOptional("reconstructedFrom", volume, place, asName),
    ...asOptional("uncertaintyOf", volume, place, asName),
    ...asOptional("sliceThicknessMm", volume, place, asPositive),
    shape: asTriple(volume.shape, `${place}.shape`, asPositiveInteger),
    spacingMm: asTriple(volume.spacingMm, `${place}.spacingMm`, asPositive),
    ijkToLps: asListOf(volume.ijkToLps, `${place}.ijkToLps`, 16, asNumber),
    calibrated: check.asBoolean(volume.calibrated, `${place}.calibrated`),
    dtype: asName(volume.dtype, `${place}.dtype`),
    channels,
    inverted: check.asBoolean(volume.inverted, `${place}.inverted`),
    slope: asNumber(volume.slope, `${place}.slope`),
    intercept: asNumber(volume.intercept, `${place}.intercept`),
    valueUnit: asString(volume.valueUnit, `${place}.valueUnit`),
    valueRange: asPair(volume.valueRange, `${place}.valueRange`),
    histogram: {
      counts: asList(histogram.counts, `${place}.histogram.counts`, asCount),
    },
    window: parseWindow(volume.window, `${place}.window`),
    windows: asList(volume.windows, `${place}.windows`, (item, at) => ({
      ...parseWindow(item, at),
      name: asString(asObject(item, at).name, `${at}.name`),
    })),
    levels: asList(volume.levels, `${place}.levels`, parseLevel),
    zarrUrl: asName(volume.zarrUrl, `${place}.zarrUrl`),
    timePoints: asPositiveInteger(volume.timePoints, `${place}.timePoints`),
    ...(volume.time !== undefined && { time: parseTime(volume.time, `${place}.time`) }),
    ...asOptional("cine", volume, place, parseCine),
    provenance,
  };
}

function parseLabelValue(body: unknown, place: string): LabelValue {
  const label = asObject(body, place);
  const color = asString(label.color, `${place}.color`);
  if (!/^#[0-9a-f]{6}$/.test(color)) throw new check.ParseError(`${place}.color`, "#rrggbb", color);
  return {
    value: asPositiveInteger(label.value, `${place}.value`),
    name: asName(label.name, `${place}.name`),
    color,
    category: parseCode(label.category, `${place}.category`),
    type: parseCode(label.type, `${place}.type`),
    algorithm: asString(label.algorithm, `${place}.algorithm`),
  };
}

function parseCode(body: unknown, place: string): Code {
  const code = asObject(body, place);
  return {
    value: asString(code.value, `${place}.value`),
    scheme: asString(code.scheme, `${place}.scheme`),
    meaning: asString(code.meaning, `${place}.meaning`),
  };
}

function parseTime(body: unknown, place: string): { axis: string; labels: string[] } {
  const time = asObject(body, place);
  return {
    axis: asString(time.axis, `${place}.axis`),
    labels: asList(time.labels, `${place}.labels`, asString),
  };
}

function parseCine(body: unknown, place: string): Cine {
  const cine = asObject(body, place);
  return {
    frameMs: asNullOr(cine.frameMs, `${place}.frameMs`, asPositive),
    pixelsCalibrated: check.asBoolean(cine.pixelsCalibrated, `${place}.pixelsCalibrated`),
  };
}

function parseWindow(body: unknown, place: string): DisplayWindow {
  const window = asObject(body, place);
  return {
    center: asNumber(window.center, `${place}.center`),
    width: asPositive(window.width, `${place}.width`),
  };
}

function parseLevel(body: unknown, place: string): Level {
  const level = asObject(body, place);
  return {
    path: asName(level.path, `${place}.path`),
    shape: asTriple(level.shape, `${place}.shape`, asPositiveInteger),
    factor: asTriple(level.factor, `${place}.factor`, asPositive),
  };
}

function parseProvenance(body: unknown, place: string): Volume["provenance"] {
  const provenance = asObject(body, place);
  return {
    how: asString(provenance.how, `${place}.how`),
    ...asOptional("model", provenance, place, asString),
    ...asOptional("version", provenance, place, asString),
    ...asOptional("parameters", provenance, place, asObject),
    ...asOptional("interpolatedSlices", provenance, place, (list, at) => asList(list, at, asCount)),
  };
}

/** Whether its parameters are known by name. */
function isReconstruction({ reconstructedFrom }: Record<string, unknown>): boolean {
  return reconstructedFrom !== undefined && reconstructedFrom !== null;
}

function parseReconstructionFacts(
  body: unknown,
  place: string,
): ReconstructionFacts & Record<string, unknown> {
  const facts = asObject(body, place);
  return {
    ...facts,
    method: asName(facts.method, `${place}.method`),
    mode: asOneOf(facts.mode, `${place}.mode`, reconstructionModes),
    factor: asPositiveInteger(facts.factor, `${place}.factor`),
    profileShape: asName(facts.profileShape, `${place}.profileShape`),
    profileWidthMm: asNumber(facts.profileWidthMm, `${place}.profileWidthMm`),
    profileKnown: check.asBoolean(facts.profileKnown, `${place}.profileKnown`),
    modelSha256: asNullOr(facts.modelSha256, `${place}.modelSha256`, asName),
    gateGainDb: asNullOr(facts.gateGainDb, `${place}.gateGainDb`, asNumber),
    refineSeconds: asCount(facts.refineSeconds, `${place}.refineSeconds`),
    refineGainDb: asNullOr(facts.refineGainDb ?? null, `${place}.refineGainDb`, asNumber),
    networkRefused: asNullOr(facts.networkRefused, `${place}.networkRefused`, asName),
  };
}

function asTriple(value: unknown, place: string, item: check.Check<number>): Triple {
  const [z, y, x] = asListOf(value, place, 3, item) as [number, number, number];
  return [z, y, x];
}

function asPair(value: unknown, place: string): readonly [number, number] {
  const [low, high] = asListOf(value, place, 2, asNumber) as [number, number];
  if (low > high) throw new check.ParseError(place, "least before greatest", value);
  return [low, high];
}
