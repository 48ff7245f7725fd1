"""The list of parts that running needs, as CycloneDX JSON: the same commit gives the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.utils import canonicalize_name

from supply.licences import Piece, licensed, pieces
from supply.pins import HOME, Pin, asked, pins, wanted_by
from supply.release import Release

SHA256 = HashAlgorithm.SHA_256


def sbom(of: Release, wheels: Mapping[str, str] | None = None) -> str:
    """Write the list. Raises UnknownLicence, and ValueError where it is no CycloneDX.

    wheels give the one file of each package that is passed on with the list, as its SHA-256;
    without them a package has the hashes of every file that the pins allow.
    """
    bom = _bom(of, wheels)
    text = JsonV1Dot6(bom).output_as_string(indent=1) + "\n"
    bom.serial_number = uuid5(NAMESPACE_URL, hashlib.sha256(text.encode()).hexdigest())
    text = JsonV1Dot6(bom).output_as_string(indent=1) + "\n"
    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise ValueError(str(wrong))
    return text


def _bom(of: Release, wheels: Mapping[str, str] | None) -> Bom:
    file = HOME / "requirements.txt"
    inside = pieces()
    parts: dict[str, Component] = {}
    for pin, known in zip(pins(file), licensed(pins(file)), strict=True):
        hashes = pin.hashes if wheels is None else (wheels[pin.name],)
        mine = [piece for piece in inside if piece.inside == pin.name]
        parts[pin.name] = _package(pin, known.licence, hashes, mine)
    ours = [_piece(piece) for piece in inside if not piece.inside]
    program = Component(
        name=of.name,
        version=of.version,
        type=ComponentType.APPLICATION,
        bom_ref=of.name,
        properties=[Property(name="commit", value=of.commit)],
    )
    bom = Bom(
        components=[*parts.values(), *ours],
        metadata=BomMetaData(component=program, timestamp=of.at),
        # Made by the content below; a number by chance would differ from run to run.
        serial_number=uuid5(NAMESPACE_URL, of.commit),
    )
    asks: dict[str, list[Component]] = {name: [] for name in parts}
    for name, by in wanted_by(file).items():
        for asker in by:
            asks[asker].append(parts[name])
    named = [parts[canonicalize_name(wish.name)] for wish in asked(HOME / "requirements.in")]
    bom.register_dependency(program, [*ours, *named])
    for name, part in parts.items():
        bom.register_dependency(part, asks[name])
    return bom


def _package(pin: Pin, licence: str, hashes: tuple[str, ...], inside: list[Piece]) -> Component:
    only = [Property(name="only where", value=str(pin.marker))] if pin.marker else []
    purl = PackageURL("pypi", name=pin.name, version=pin.version)
    return Component(
        name=pin.name,
        version=pin.version,
        type=ComponentType.LIBRARY,
        bom_ref=purl.to_string(),
        purl=purl,
        hashes=[HashType(alg=SHA256, content=one) for one in hashes],
        licenses=[LicenseExpression(licence)],
        properties=only,
        components=[_piece(piece) for piece in inside],
    )


def _piece(piece: Piece) -> Component:
    """A part inside a package; the files of our own folder have their hashes."""
    own = [] if piece.inside else piece.places()
    return Component(
        name=piece.name,
        version=piece.version or None,
        type=ComponentType.LIBRARY if piece.kind == "library" else ComponentType.FILE,
        bom_ref=f"{piece.inside or 'ours'}/{piece.name}",
        licenses=[LicenseExpression(piece.licence)],
        properties=[Property(name="files", value=piece.files)],
        components=[
            Component(
                name=file.name,
                type=ComponentType.FILE,
                bom_ref=f"ours/{file.name}",
                hashes=[HashType(alg=SHA256, content=_sha256(file.read_bytes()))],
            )
            for file in own
        ],
    )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
