"""The addresses that other programs call. Nothing is kept; who calls vouches for where the answers come from."""

from flask import Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_openapi3.blueprint import APIBlueprint
from pydantic import ValidationError

from compliance.documents.render import FORMATS
from compliance.errors import ComplianceError
from compliance.services.answer_portals import decide_case, print_case
from compliance.services.explain_decision import explained_json
from compliance.services.library import NoSuchPack
from compliance.services.verify_document import UnknownNumberError, verify_document, verify_hash
from compliance.web.api import PREFIX
from compliance.web.api.answers import DecisionAnswer, Pack, Packs, PackSummary, Standing, VisitAnswer, Visits
from compliance.web.api.problems import misshapen, problem, unfit
from compliance.web.api.requests import DecisionBody, DocumentBody, HashBody, NumberPath, PackPath
from compliance.web.api.responses import COMPARE, PAPER, problems
from compliance.web.context import the_office
from compliance.web.exact import NotJsonError, exact_response
from compliance.web.limits import limited
from compliance.web.routes.verify import MAX_FILE


class NoFileError(ComplianceError):
    """A form was sent without its file."""


api = APIBlueprint("api", __name__, url_prefix=PREFIX)


@api.get("/packs", summary="有哪些清单", responses={200: Packs, **problems()})
@limited("api")
def packs() -> Response:
    found = the_office().library.packs
    return exact_response(Packs(packs=tuple(map(PackSummary.of, found))).model_dump(by_alias=True))


@api.get("/packs/<id>", summary="一份清单的全部内容", responses={200: Pack, **problems(404)})
@limited("api")
def pack(path: PackPath) -> Response:
    return exact_response(the_office().library.pack_file(path.id).root)


@api.get("/visits", summary="有哪些“一件事”", responses={200: Visits, **problems()})
@limited("api")
def visits() -> Response:
    found = the_office().library.visits
    return exact_response(Visits(visits=tuple(map(VisitAnswer.of, found))).model_dump(by_alias=True))


@api.post("/decisions", summary="判断一份答卷", responses={200: DecisionAnswer, **problems(400, 413, 415, 422)})
@limited("api")
def decide(body: DecisionBody) -> Response:
    decided = decide_case(the_office(), body.case_with(body.sheet))
    return exact_response(explained_json(decided) if body.explain else decided.decision.as_json())


@api.post("/documents", summary="生成一份文书", responses={200: PAPER, **problems(400, 413, 415, 422)})
@limited("document")
def document(body: DocumentBody) -> Response:
    paper = print_case(the_office(), body.case_with(body.sheet), body.wanted())
    return Response(paper, mimetype=FORMATS[body.format].media_type)


@api.get("/documents/<number>", summary="文书现在有没有效", responses={200: Standing, **problems(404)})
@limited("api")
def standing(path: NumberPath) -> Response:
    return exact_response(Standing.of(verify_document(the_office(), path.number)).model_dump())


@api.post(
    "/documents/<number>/compare",
    summary="手里的文件和出具的是不是一样",
    responses={200: Standing, **problems(400, 404, 413, 415, 422)},
    openapi_extensions={"requestBody": COMPARE},
)
@limited("upload")
def compare(path: NumberPath) -> Response:
    if request.mimetype != "multipart/form-data":
        return exact_response(Standing.of(verify_hash(the_office(), path.number, _hash())).model_dump())
    if (file := request.files.get("file")) is None:
        raise NoFileError("没有收到文件；请把文件放在 file 里")
    return exact_response(Standing.of(verify_document(the_office(), path.number, file.read())).model_dump())


def _hash() -> str:
    try:
        return HashBody.model_validate(request.get_json()).sha256
    except ValidationError as error:
        abort(misshapen(error))


@api.get("/openapi.json", doc_ui=False)
@limited("api")
def description() -> Response:
    """This API, as OpenAPI describes it."""
    return exact_response(current_app.api_doc)  # type: ignore[attr-defined]


@api.url_value_preprocessor
def take_files(endpoint: str | None, _: object) -> None:
    """A paper may be larger than any sheet of answers."""
    if endpoint == "api.compare":
        request.max_content_length = MAX_FILE


@api.errorhandler(NoSuchPack)
@api.errorhandler(UnknownNumberError)
def missing(error: ComplianceError) -> ResponseReturnValue:
    return problem(404, "没有找到", str(error))


@api.errorhandler(NotJsonError)
def unreadable(error: NotJsonError) -> ResponseReturnValue:
    return problem(400, "读不了", str(error))


@api.errorhandler(ComplianceError)
def unusable(error: ComplianceError) -> ResponseReturnValue:
    return unfit(error)
