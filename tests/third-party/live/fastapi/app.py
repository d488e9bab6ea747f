"""An animal shelter, as a FastAPI application."""

import hashlib
from collections.abc import AsyncIterable
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Generic, Literal, TypeVar, Union
from uuid import UUID, uuid4

from fastapi import (
    Body, Cookie, Depends, FastAPI, File, Form, Header, HTTPException, Path, Query, Request, Response, UploadFile, status,
)
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from fastapi.sse import EventSourceResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, OAuth2PasswordRequestForm
from pydantic import BaseModel, ConfigDict, EmailStr, Field, HttpUrl, RootModel, computed_field
from pydantic.alias_generators import to_camel

app = FastAPI(title="Animal shelter", version="1.0.0")


# --- pets: unions -----------------------------------------------------------------------------------------------------


class Size(str, Enum):
    small = "small"
    medium = "medium"
    large = "large"


class Priority(IntEnum):
    low = 1
    normal = 2
    urgent = 3


class Cat(BaseModel):
    kind: Literal["cat"]
    name: str
    indoor: bool = True
    lives: int = Field(default=9, ge=0, le=9)


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str
    breed: str | None = None
    size: Size = Size.medium


class Parrot(BaseModel):
    kind: Literal["parrot", "budgie"]
    name: str
    words: list[str] = []


Pet = Annotated[Union[Cat, Dog, Parrot], Field(discriminator="kind")]


class StoredPet(BaseModel):
    id: UUID
    arrived: datetime
    pet: Pet


PETS: dict[UUID, StoredPet] = {}


class Problem(BaseModel):
    code: Literal["not_found", "conflict"]
    message: str
    pet_id: UUID | None = None


class ShelterError(Exception):
    def __init__(self, status_code: int, problem: Problem):
        self.status_code = status_code
        self.problem = problem


@app.exception_handler(ShelterError)
async def shelter_error(request: Request, error: ShelterError):
    return JSONResponse(
        status_code=error.status_code,
        content=error.problem.model_dump(mode="json"),
        headers={"X-Problem-Code": error.problem.code},
    )


def find_pet(pet_id: UUID) -> StoredPet:
    if pet_id not in PETS:
        raise ShelterError(404, Problem(code="not_found", message=f"there is no pet {pet_id}", pet_id=pet_id))
    return PETS[pet_id]


@app.post("/pets", status_code=status.HTTP_201_CREATED, tags=["pets"])
async def create_pet(pet: Pet) -> StoredPet:
    stored = StoredPet(id=uuid4(), arrived=datetime.now(timezone.utc), pet=pet)
    PETS[stored.id] = stored
    return stored


@app.get("/pets", tags=["pets"])
async def list_pets(
    kind: Annotated[list[str], Query(description="Only these kinds")] = [],
    size: Size | None = None,
) -> list[StoredPet]:
    pets = [stored for stored in PETS.values() if not kind or stored.pet.kind in kind]
    return [stored for stored in pets if size is None or getattr(stored.pet, "size", None) == size]


@app.get("/pets/{pet_id}", tags=["pets"], responses={404: {"model": Problem}})
async def get_pet(pet_id: UUID) -> StoredPet:
    return find_pet(pet_id)


@app.delete("/pets/{pet_id}", status_code=204, tags=["pets"], responses={404: {"model": Problem}})
async def delete_pet(pet_id: UUID) -> None:
    find_pet(pet_id)
    del PETS[pet_id]


# --- treatments: unions whose tag has a default -----------------------------------------------------------------------


class Vaccination(BaseModel):
    type: Literal["vaccination"] = "vaccination"
    vaccine: str
    next_due: date | None = None


class Surgery(BaseModel):
    type: Literal["surgery"] = "surgery"
    procedure: str
    duration: timedelta
    cost: Decimal = Field(max_digits=8, decimal_places=2)


class Checkup(BaseModel):
    type: Literal["checkup"] = "checkup"
    weight: float | None = None


Treatment = Annotated[Vaccination | Surgery | Checkup, Field(discriminator="type")]


class FormatOne(BaseModel):
    version: Literal[1] = 1
    text: str


class FormatTwo(BaseModel):
    version: Literal[2] = 2
    paragraphs: list[str]


class TreatmentRecord(BaseModel):
    treatment: Treatment
    follow_ups: list[Treatment] = []
    # Neither of these has a discriminator.
    report: FormatOne | FormatTwo | None = None
    other: Vaccination | Checkup | str | None = None
    performed: datetime
    at: time | None = None
    priority: Priority = Priority.normal


@app.post("/treatments/echo", tags=["treatments"])
async def echo_treatment(record: TreatmentRecord) -> TreatmentRecord:
    return record


@app.post("/treatments/single", tags=["treatments"])
async def echo_single_treatment(treatment: Vaccination | Surgery | Checkup) -> Vaccination | Surgery | Checkup:
    return treatment


# --- owners: aliases, nested and recursive models, updates ------------------------------------------------------------


class Address(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    street_and_number: str
    postal_code: str = Field(pattern=r"^[0-9]{5}$")
    country: str | None = Field(default=None, min_length=2, max_length=2)


class Labels(RootModel[dict[str, str]]):
    pass


class Owner(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    full_name: str = Field(min_length=1, max_length=100)
    email: EmailStr
    homepage: HttpUrl | None = None
    birth_date: date | None
    home_address: Address | None = None
    location: tuple[float, float] | None = None
    scores: dict[str, int] = {}
    labels: Labels = Labels({})
    nicknames: set[str] = set()
    children: list["Owner"] = []

    @computed_field
    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.full_name.split())


class OwnerPatch(BaseModel):
    full_name: str | None = None
    home_address: Address | None = None
    birth_date: date | None = None


@app.post("/owners/echo", tags=["owners"])
async def echo_owner(owner: Owner) -> Owner:
    return owner


@app.patch("/owners/{owner_id}", tags=["owners"])
async def update_owner(owner_id: Annotated[int, Path(ge=1)], patch: OwnerPatch) -> dict[str, str | None]:
    """Returns the properties that were sent."""
    sent = patch.model_dump(mode="json", exclude_unset=True)
    return {key: None if value is None else str(value) for key, value in sent.items()}




@app.put("/owners/{owner_id}/visit", tags=["owners"])
async def visit(
    owner_id: int, owner: Owner, address: Address, note: Annotated[str | None, Body()] = None
) -> dict[str, Owner | Address | str | None]:
    return {"owner": owner, "address": address, "note": note}


# --- files: uploads and downloads -------------------------------------------------------------------------------------


class FileInfo(BaseModel):
    id: int
    filename: str | None
    content_type: str | None
    size: int
    sha256: str
    description: str | None = None
    tags: list[str] = []


FILES: list[bytes] = []


async def store(file: UploadFile, description: str | None = None, tags: list[str] = []) -> FileInfo:
    content = await file.read()
    FILES.append(content)
    return FileInfo(
        id=len(FILES) - 1, filename=file.filename, content_type=file.content_type, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), description=description, tags=tags,
    )


@app.post("/files", tags=["files"], status_code=201)
async def upload_file(
    file: UploadFile,
    description: Annotated[str | None, Form()] = None,
    tags: Annotated[list[str], Form()] = [],
) -> FileInfo:
    return await store(file, description, tags)


@app.post("/files/many", tags=["files"])
async def upload_files(files: list[UploadFile], cover: UploadFile | None = None) -> list[FileInfo]:
    return [await store(file) for file in ([cover] if cover else []) + files]


@app.post("/files/raw", tags=["files"])
async def upload_bytes(content: Annotated[bytes, File(description="A file read as bytes")]) -> str:
    return hashlib.sha256(content).hexdigest()


@app.get("/files/{file_id}", tags=["files"], response_class=Response,
         responses={200: {"content": {"application/octet-stream": {}}}, 404: {"model": Problem}})
async def download_file(file_id: int):
    if file_id >= len(FILES):
        raise ShelterError(404, Problem(code="not_found", message="no such file"))
    return Response(FILES[file_id], media_type="application/octet-stream")


@app.get("/files/{file_id}/stream", tags=["files"], response_class=StreamingResponse)
async def stream_file(file_id: int):
    return StreamingResponse(iter([FILES[file_id]]), media_type="application/octet-stream")


@app.get("/files/{file_id}/checksum", tags=["files"], response_class=PlainTextResponse)
async def checksum(file_id: int):
    return hashlib.sha256(FILES[file_id]).hexdigest()


# --- events: pages ----------------------------------------------------------------------------------------------------

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    items: list[Item]
    next_cursor: str | None = None
    has_more: bool


class Event(BaseModel):
    id: int
    at: datetime
    priority: Priority


@app.get("/events", tags=["events"])
async def list_events(cursor: str | None = None, limit: Annotated[int, Query(ge=1, le=100)] = 10) -> Page[Event]:
    start = int(cursor or 0)
    end = min(start + limit, 25)
    events = [
        Event(id=number, at=datetime(2026, 1, 1) + timedelta(hours=number), priority=Priority(number % 3 + 1))
        for number in range(start, end)
    ]
    return Page(items=events, next_cursor=str(end) if end < 25 else None, has_more=end < 25)


@app.get("/events/stream", tags=["events"], response_class=EventSourceResponse)
async def stream_events(count: int = 3) -> AsyncIterable[Event]:
    for number in range(count):
        yield Event(id=number, at=datetime(2026, 1, 1), priority=Priority.low)


@app.get("/events/lines", tags=["events"])
async def stream_lines(count: int = 3) -> AsyncIterable[Event]:
    for number in range(count):
        yield Event(id=number, at=datetime(2026, 1, 1), priority=Priority.low)


# --- parameters, headers, authentication ------------------------------------------------------------------------------


class Search(BaseModel):
    model_config = {"extra": "forbid"}

    text: str = ""
    sizes: list[Size] = []
    since: date | None = None
    max_price: Decimal | None = None
    priority: Priority | None = None


@app.get("/search", tags=["search"])
async def search(search: Annotated[Search, Query()]) -> Search:
    return search


class Seen(BaseModel):
    x_request_id: str | None
    x_tags: list[str] | None
    session: str | None
    numbers: list[int]


@app.get("/echo/parameters", tags=["search"])
async def echo_parameters(
    response: Response,
    numbers: Annotated[list[int], Query(alias="n")],
    x_request_id: Annotated[str | None, Header()] = None,
    x_tags: Annotated[list[str] | None, Header()] = None,
    session: Annotated[str | None, Cookie()] = None,
) -> Seen:
    response.headers["X-Request-Id"] = x_request_id or ""
    return Seen(x_request_id=x_request_id, x_tags=x_tags, session=session, numbers=numbers)


@app.get("/echo/path/{name:path}", tags=["search"])
async def echo_path(name: str) -> str:
    return name


bearer = HTTPBearer()


class Token(BaseModel):
    access_token: str
    token_type: Literal["bearer"] = "bearer"


@app.post("/token", tags=["users"])
async def login(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> Token:
    if form.password != "secret":
        raise HTTPException(status_code=400, detail="incorrect username or password")
    return Token(access_token=f"token of {form.username}".replace(" ", "-"))


@app.get("/users/me", tags=["users"])
async def read_current_user(credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]) -> dict[str, str]:
    return {"token": credentials.credentials}
