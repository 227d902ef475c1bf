//! The header and the load commands.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{
    BuildVersion, CPU_TYPE_ARM, CPU_TYPE_ARM64, Command, Dylib, Encryption, MachO, PLATFORM_IOS,
    PLATFORM_IOSSIMULATOR, Section, Segment, Version,
};
use crate::names::string_at;
use cursor::{Limits, ParseError, Reader};
pub use goblin::mach::load_command::{
    LC_BUILD_VERSION, LC_CODE_SIGNATURE, LC_DYLD_CHAINED_FIXUPS, LC_DYLD_EXPORTS_TRIE, LC_DYLD_INFO,
    LC_DYLD_INFO_ONLY, LC_ENCRYPTION_INFO, LC_ENCRYPTION_INFO_64, LC_ID_DYLIB, LC_LAZY_LOAD_DYLIB,
    LC_LOAD_DYLIB, LC_LOAD_UPWARD_DYLIB, LC_LOAD_WEAK_DYLIB, LC_MAIN, LC_REEXPORT_DYLIB, LC_RPATH,
    LC_SEGMENT, LC_SEGMENT_64, LC_SYMTAB, LC_UUID,
};
use goblin::{
    container::Ctx,
    mach::{
        load_command::{
            CommandVariant, LC_DYSYMTAB, LC_FUNCTION_STARTS, LC_UNIXTHREAD, LC_VERSION_MIN_IPHONEOS,
            LC_VERSION_MIN_MACOSX, LC_VERSION_MIN_TVOS, LC_VERSION_MIN_WATCHOS, LoadCommand,
        },
        segment,
    },
};

/// Offset and size of a table in the slice.
pub(super) type Place = (u64, u64);

/// Tables that load commands point at.
#[derive(Debug, Clone, Default)]
pub(super) struct Tables {
    pub(super) symtab: Option<Symtab>,
    /// Bind opcodes, and the same run lazily.
    pub(super) bind: Option<(Place, Place)>,
    pub(super) export_trie: Option<Place>,
    pub(super) chained: Option<Place>,
    /// Offset and count of the indirect symbol table (`LC_DYSYMTAB`).
    pub(super) indirect: Option<(u64, u32)>,
    pub(super) function_starts: Option<Place>,
}

/// `LC_SYMTAB`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Symtab {
    pub(super) offset: u64,
    pub(super) count: u32,
    pub(super) strings: Place,
}

/// Reads the header and walks the load commands. `Err` when not even the header is whole.
pub(super) fn read(
    macho: &mut MachO<'_>,
    limits: &Limits,
    issues: &mut Vec<ParseError>,
) -> Result<Tables, ParseError> {
    let mut reader = Reader::new(macho.data);
    let little = macho.little_endian;
    let mut number = |what| if little { reader.u32_le(what) } else { reader.u32_be(what) };
    number("magic")?;
    macho.cpu_type = number("cpu type")?;
    macho.cpu_subtype = number("cpu subtype")?;
    macho.file_type = number("file type")?;
    let count = number("load command count")?;
    let stated = number("load command size")?;
    macho.flags = number("flags")?;
    if macho.is_64 {
        number("reserved")?;
    }
    let start = reader.position();
    if count > limits.load_commands {
        let max = limits.load_commands.into();
        issues.push(ParseError::limit("load commands", 16, "load_commands", max));
    }
    let end = start.saturating_add(stated as usize);
    if end > macho.data.len() {
        let detail = format!("{stated} bytes, {} left", reader.remaining());
        issues.push(ParseError::invalid("load command size", 20, detail));
    }
    let end = end.min(macho.data.len());
    let commands = macho.data.get(start..end).unwrap_or_default();
    walk(macho, Reader::with_base(commands, start as u64), count.min(limits.load_commands), issues);
    if count <= limits.load_commands && macho.commands.len() < count as usize {
        let detail = format!("{count} stated, {} there", macho.commands.len());
        issues.push(ParseError::invalid("load command count", 16, detail));
    }
    let mut tables = Tables::default();
    decode(macho, &mut tables, limits, issues);
    Ok(tables)
}

/// Lists the commands as far as their sizes make sense (dyld and the kernel refuse the image where they do not).
fn walk(macho: &mut MachO<'_>, mut reader: Reader<'_>, count: u32, issues: &mut Vec<ParseError>) {
    let little = macho.little_endian;
    for _ in 0..count {
        if reader.is_empty() {
            return;
        }
        let offset = reader.offset();
        let mut head = reader.clone();
        let mut number = |what| if little { head.u32_le(what) } else { head.u32_be(what) };
        let (cmd, size) = match (number("load command"), number("load command size")) {
            (Ok(cmd), Ok(size)) => (cmd, size),
            (Err(error), _) | (_, Err(error)) => return issues.push(error),
        };
        if size < 8 {
            let detail = format!("command {cmd:#x} takes {size} bytes, at least 8 are needed");
            return issues.push(ParseError::invalid("load command size", offset, detail));
        }
        if size % 4 != 0 {
            let detail = format!("command {cmd:#x} takes {size} bytes, no multiple of four");
            issues.push(ParseError::invalid("load command size", offset, detail));
        }
        if let Err(error) = reader.skip(size as usize, "load command") {
            return issues.push(error);
        }
        macho.commands.push(Command { cmd, offset, size });
    }
    if !reader.is_empty() {
        let detail = format!("{} bytes after the last command", reader.remaining());
        issues.push(ParseError::invalid("load command size", 20, detail));
    }
}

fn decode(macho: &mut MachO<'_>, tables: &mut Tables, limits: &Limits, issues: &mut Vec<ParseError>) {
    let Ok((_, Some(context))) = goblin::mach::parse_magic_and_ctx(macho.data, 0) else { return };
    let mut headers = 0u32;
    for command in std::mem::take(&mut macho.commands) {
        macho.commands.push(command);
        let bytes = macho.range(command.offset, command.size.into());
        let variant = match command.cmd {
            LC_SEGMENT
            | LC_SEGMENT_64
            | LC_UUID
            | LC_SYMTAB
            | LC_LOAD_DYLIB
            | LC_LOAD_WEAK_DYLIB
            | LC_REEXPORT_DYLIB
            | LC_LAZY_LOAD_DYLIB
            | LC_LOAD_UPWARD_DYLIB
            | LC_ID_DYLIB
            | LC_RPATH
            | LC_CODE_SIGNATURE
            | LC_ENCRYPTION_INFO
            | LC_ENCRYPTION_INFO_64
            | LC_DYLD_INFO
            | LC_DYLD_INFO_ONLY
            | LC_DYLD_EXPORTS_TRIE
            | LC_DYLD_CHAINED_FIXUPS
            | LC_DYSYMTAB
            | LC_FUNCTION_STARTS
            | LC_BUILD_VERSION
            | LC_VERSION_MIN_IPHONEOS
            | LC_VERSION_MIN_MACOSX
            | LC_VERSION_MIN_TVOS
            | LC_VERSION_MIN_WATCHOS => {
                // Bytes of this command only: a size too small for its structure is an error, not a look beyond.
                catch_unwind(AssertUnwindSafe(|| LoadCommand::parse(bytes, &mut 0, context.le)))
            }
            LC_MAIN | LC_UNIXTHREAD => {
                macho.has_entry = true;
                continue;
            }
            _ => continue,
        };
        let variant = match variant {
            Ok(Ok(parsed)) => parsed.command,
            Ok(Err(error)) => {
                issues.push(ParseError::invalid("load command", command.offset, error.to_string()));
                continue;
            }
            Err(_) => {
                issues.push(ParseError::invalid("load command", command.offset, "the reader gave up"));
                continue;
            }
        };
        if let CommandVariant::Segment32(_) | CommandVariant::Segment64(_) = variant {
            headers = headers.saturating_add(1);
            if headers <= limits.load_commands {
                add_segment(macho, command, &variant, context, &mut headers, limits, issues);
            }
            continue;
        }
        add(macho, tables, command, bytes, &variant, issues);
    }
}

fn add(
    macho: &mut MachO<'_>,
    tables: &mut Tables,
    command: Command,
    bytes: &[u8],
    variant: &CommandVariant,
    issues: &mut Vec<ParseError>,
) {
    let at = command.offset;
    let mut twice = false;
    match variant {
        CommandVariant::Uuid(uuid) => twice = macho.uuid.replace(uuid.uuid).is_some(),
        CommandVariant::Symtab(table) => {
            let read = Symtab {
                offset: table.symoff.into(),
                count: table.nsyms,
                strings: (table.stroff.into(), table.strsize.into()),
            };
            twice = tables.symtab.replace(read).is_some();
        }
        CommandVariant::LoadDylib(dylib)
        | CommandVariant::LoadWeakDylib(dylib)
        | CommandVariant::ReexportDylib(dylib)
        | CommandVariant::LazyLoadDylib(dylib)
        | CommandVariant::LoadUpwardDylib(dylib)
        | CommandVariant::IdDylib(dylib) => {
            let Some(name) = text(bytes, dylib.dylib.name, at, "library name", issues) else { return };
            let dylib = Dylib {
                name,
                cmd: command.cmd,
                current_version: Version(dylib.dylib.current_version),
                compatibility_version: Version(dylib.dylib.compatibility_version),
            };
            if command.cmd == LC_ID_DYLIB {
                twice = macho.id_dylib.replace(dylib).is_some();
            } else {
                macho.dylibs.push(dylib);
            }
        }
        CommandVariant::Rpath(rpath) => {
            macho.rpaths.extend(text(bytes, rpath.path, at, "run path", issues));
        }
        CommandVariant::CodeSignature(place) => {
            let range = (place.dataoff.into(), place.datasize.into());
            check_place(macho, range, at, "code signature", issues);
            twice = macho.code_signature_range.replace(range).is_some();
        }
        CommandVariant::EncryptionInfo32(info) => {
            let read = Encryption {
                cryptid: info.cryptid,
                offset: info.cryptoff.into(),
                size: info.cryptsize.into(),
            };
            twice = macho.encryption.replace(read).is_some();
        }
        CommandVariant::EncryptionInfo64(info) => {
            let read = Encryption {
                cryptid: info.cryptid,
                offset: info.cryptoff.into(),
                size: info.cryptsize.into(),
            };
            twice = macho.encryption.replace(read).is_some();
        }
        CommandVariant::DyldInfo(info) | CommandVariant::DyldInfoOnly(info) => {
            let bind = (info.bind_off.into(), info.bind_size.into());
            let lazy = (info.lazy_bind_off.into(), info.lazy_bind_size.into());
            check_place(macho, bind, at, "bind opcodes", issues);
            check_place(macho, lazy, at, "lazy bind opcodes", issues);
            twice = tables.bind.replace((bind, lazy)).is_some();
            if info.export_size > 0 {
                let trie = (info.export_off.into(), info.export_size.into());
                check_place(macho, trie, at, "export trie", issues);
                tables.export_trie = Some(trie);
            }
        }
        CommandVariant::DyldExportsTrie(place) => {
            let trie = (place.dataoff.into(), place.datasize.into());
            check_place(macho, trie, at, "export trie", issues);
            twice = tables.export_trie.replace(trie).is_some();
        }
        CommandVariant::DyldChainedFixups(place) => {
            let fixups = (place.dataoff.into(), place.datasize.into());
            check_place(macho, fixups, at, "chained fixups", issues);
            macho.chained_fixups = true;
            twice = tables.chained.replace(fixups).is_some();
        }
        CommandVariant::Dysymtab(table) => {
            twice = tables.indirect.replace((table.indirectsymoff.into(), table.nindirectsyms)).is_some();
        }
        CommandVariant::FunctionStarts(place) => {
            let starts = (place.dataoff.into(), place.datasize.into());
            check_place(macho, starts, at, "function starts", issues);
            twice = tables.function_starts.replace(starts).is_some();
        }
        CommandVariant::BuildVersion(build) => {
            macho.build_version = Some(BuildVersion {
                platform: build.platform,
                minos: Version(build.minos),
                sdk: Version(build.sdk),
            });
        }
        CommandVariant::VersionMinIphoneos(version)
        | CommandVariant::VersionMinMacosx(version)
        | CommandVariant::VersionMinTvos(version)
        | CommandVariant::VersionMinWatchos(version) => {
            let is_device = matches!(macho.cpu_type, CPU_TYPE_ARM64 | CPU_TYPE_ARM);
            let platform = match command.cmd {
                LC_VERSION_MIN_MACOSX => 1,
                LC_VERSION_MIN_IPHONEOS if is_device => PLATFORM_IOS,
                LC_VERSION_MIN_IPHONEOS => PLATFORM_IOSSIMULATOR,
                LC_VERSION_MIN_TVOS => 3,
                _ => 4,
            };
            let (minos, sdk) = (Version(version.version), Version(version.sdk));
            macho.build_version.get_or_insert(BuildVersion { platform, minos, sdk });
        }
        _ => {}
    }
    if twice {
        let detail = format!("a second {:#x}; the loader wants one", command.cmd);
        issues.push(ParseError::invalid("load command", at, detail));
    }
}

fn add_segment(
    macho: &mut MachO<'_>,
    command: Command,
    variant: &CommandVariant,
    context: Ctx,
    headers: &mut u32,
    limits: &Limits,
    issues: &mut Vec<ParseError>,
) {
    let at = usize::try_from(command.offset).unwrap_or(usize::MAX);
    let (parsed, fixed, each) = match variant {
        CommandVariant::Segment32(raw) => {
            (segment::Segment::from_32_lossy(macho.data, raw, at, context), 56u32, 68u32)
        }
        CommandVariant::Segment64(raw) => {
            (segment::Segment::from_64_lossy(macho.data, raw, at, context), 72, 80)
        }
        _ => return,
    };
    let parsed = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            return issues.push(ParseError::invalid("segment", command.offset, error.to_string()));
        }
    };
    let room = command.size.saturating_sub(fixed).checked_div(each).unwrap_or_default();
    if parsed.nsects > room {
        let detail = format!("{} sections, room for {room}", parsed.nsects);
        issues.push(ParseError::invalid("section count", command.offset, detail));
    }
    let wanted = parsed.nsects.min(room);
    let count = wanted.min(limits.load_commands.saturating_sub(*headers));
    if count < wanted {
        let max = limits.load_commands.into();
        issues.push(ParseError::limit("sections", command.offset, "load_commands", max));
    }
    *headers = headers.saturating_add(count);
    let mut sections = Vec::new();
    let headers = command.offset.saturating_add(fixed.into());
    for (number, section) in (0u64..).zip(parsed.into_iter().take(count as usize)) {
        let Ok((section, _)) = section else { break };
        let header = headers.saturating_add(number.saturating_mul(each.into()));
        let section = Section {
            name: fixed_name(&section.sectname),
            segment: fixed_name(&section.segname),
            address: section.addr,
            size: section.size,
            offset: section.offset,
            flags: section.flags,
            reserved: reserved(macho, header, each),
        };
        let place = (u64::from(section.offset), section.size);
        if !section.is_zero_filled() {
            check_place(macho, place, command.offset, "section", issues);
        }
        sections.push(section);
    }
    check_place(macho, (parsed.fileoff, parsed.filesize), command.offset, "segment", issues);
    macho.segments.push(Segment {
        name: fixed_name(&parsed.segname),
        address: parsed.vmaddr,
        size: parsed.vmsize,
        offset: parsed.fileoff,
        file_size: parsed.filesize,
        initprot: parsed.initprot,
        maxprot: parsed.maxprot,
        sections,
    });
}

/// `reserved1` and `reserved2` of a section, which goblin leaves out; `size` is that of the header.
fn reserved(macho: &MachO<'_>, header: u64, size: u32) -> [u32; 2] {
    // Only the 64-bit header has a third one behind them.
    let behind = if macho.is_64 { 12 } else { 8 };
    let bytes = macho.range(header.saturating_add(size.saturating_sub(behind).into()), 8);
    let mut reader = Reader::new(bytes);
    let mut number = || {
        let read = if macho.little_endian { reader.u32_le("reserved") } else { reader.u32_be("reserved") };
        read.unwrap_or_default()
    };
    [number(), number()]
}

/// A name of at most 16 bytes, zero-terminated if shorter.
fn fixed_name(bytes: &[u8; 16]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
}

/// A string inside a load command; one that fills it up to its end needs no zero.
fn text(
    command: &[u8],
    offset: u32,
    at: u64,
    what: &'static str,
    issues: &mut Vec<ParseError>,
) -> Option<String> {
    let start = offset as usize;
    let found = string_at(command, start).or_else(|| command.get(start..).filter(|rest| !rest.is_empty()));
    match found {
        Some(bytes) if start >= 8 => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => {
            issues.push(ParseError::invalid(what, at, format!("at {offset}, outside its load command")));
            None
        }
    }
}

fn check_place(macho: &MachO<'_>, place: Place, at: u64, what: &'static str, issues: &mut Vec<ParseError>) {
    let (offset, size) = place;
    let end = offset.saturating_add(size);
    let length = macho.data.len() as u64;
    if size > 0 && end > length {
        let detail = format!("{offset:#x}..{end:#x}, the slice ends at {length:#x}");
        issues.push(ParseError::invalid(what, at, detail));
    }
}
