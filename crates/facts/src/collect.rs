use std::collections::HashMap;
use std::sync::Arc;

use android_res::arsc::Table;
use android_res::axml::Document;
use cursor::{Limits, ParseError, Parsed};
use finding::{Date, Location, Place, Text};
use package::{App, Artifact, Issue, Kind, Platform};

use crate::android::{Backup, FileProviders, Files, Manifest, NetworkPolicy, Stored};
use crate::apple::{self, Bundle};
use crate::code::{Classes, Code, DexFile, DexIndex, Interest, Literals, StringHit, StringScope, index};
use crate::native::Library;
use crate::owner::Owners;
use crate::signing::{Platforms, Signing};
use crate::strings::Strings;
use crate::{Facts, Part, PlatformAccepts, Seen};

/// What one artifact holds, read by itself.
#[derive(Debug, Default)]
pub struct Examined<'a> {
    dex: Vec<dex::Dex<'a>>,
    table: Option<Table<'a>>,
    library: Option<Library>,
    apple: apple::Pieces,
    hits: Vec<StringHit>,
    issues: Vec<ParseError>,
}

/// Reads one artifact by itself. Artifacts do not depend on each other here, so this may run in parallel.
pub fn examine<'a>(
    app: &'a App,
    artifact: &'a Artifact,
    search: &Search<'_>,
    limits: &Limits,
) -> Examined<'a> {
    let mut out = Examined::default();
    let Some(bytes) = app.bytes(artifact) else { return out };
    match artifact.kind {
        Kind::Dex => {
            for offset in dex::headers(bytes) {
                match dex::parse_at(bytes, offset, limits) {
                    Ok(parsed) => {
                        let dex = take(parsed, &mut out.issues);
                        out.issues.extend(dex.verify());
                        out.dex.push(dex);
                    }
                    Err(error) => out.issues.push(error),
                }
            }
        }
        Kind::ResourceTable if &*artifact.path == "resources.arsc" => {
            match android_res::arsc::parse(bytes, limits) {
                Ok(parsed) => {
                    let table = take(parsed, &mut out.issues);
                    resource_texts(&table, artifact, search, &mut out.hits);
                    out.table = Some(table);
                }
                Err(error) => out.issues.push(error),
            }
        }
        Kind::Elf => {
            out.library = Library::read(artifact, bytes, search, limits, &mut out.hits, &mut out.issues)
        }
        Kind::MachO | Kind::PropertyList | Kind::Profile => {
            out.apple = apple::Pieces::read(artifact, bytes, search, limits, &mut out.hits, &mut out.issues);
        }
        Kind::Text => search.lines(artifact, bytes, &mut out.hits),
        _ => {}
    }
    out
}

fn take<T>(parsed: Parsed<T>, issues: &mut Vec<ParseError>) -> T {
    issues.extend(parsed.issues);
    parsed.value
}

/// What is searched for in texts, prepared once for all artifacts.
pub struct Search<'i> {
    interest: &'i Interest,
    literals: Literals,
}

impl<'i> Search<'i> {
    /// Prepares the search for what the rules asked for.
    pub fn new(interest: &'i Interest) -> Self {
        Self { interest, literals: Literals::new(interest) }
    }

    /// Whether some rule looks for texts there.
    pub(crate) fn wants(&self, scope: StringScope) -> bool {
        self.interest.strings().iter().any(|pattern| pattern.scopes.contains(&scope))
    }

    /// Hits in one text that stands at one place.
    pub(crate) fn text(
        &self,
        scope: StringScope,
        text: &[u8],
        at: impl Fn() -> Location,
        hits: &mut Vec<StringHit>,
    ) {
        for pattern in self.literals.matching(self.interest, scope, text) {
            hits.push(StringHit {
                location: at(),
                text: String::from_utf8_lossy(text).into_owned(),
                pattern,
            });
        }
    }

    /// Hits in a text file, line by line; a very long line is one text all the same.
    pub(crate) fn lines(&self, artifact: &Artifact, bytes: &[u8], hits: &mut Vec<StringHit>) {
        if self.literals.candidates(bytes).is_empty() {
            return;
        }
        let mut start = 0u64;
        for line in bytes.split_inclusive(|&byte| byte == b'\n') {
            let at = || Location { artifact: artifact.path.clone(), place: Place::Offset(start) };
            self.text(StringScope::Files, line.trim_ascii(), at, hits);
            start = start.saturating_add(line.len() as u64);
        }
    }
}

fn resource_texts(table: &Table<'_>, artifact: &Artifact, search: &Search<'_>, hits: &mut Vec<StringHit>) {
    // One pass over the pool tells whether any entry is worth decoding.
    if !table.strings().iter().any(|(_, text)| !search.literals.candidates(text.as_bytes()).is_empty()) {
        return;
    }
    for row in table.ids() {
        let Some(android_res::Content::Simple(android_res::Value::String(text))) = row.content() else {
            continue;
        };
        let name =
            || format!("{}/{}", row.type_name.as_deref().unwrap_or("?"), row.name.as_deref().unwrap_or("?"));
        let at = || Location::key(artifact.path.clone(), name());
        search.text(StringScope::Resources, text.as_bytes(), at, hits);
    }
}

/// What the caller of a scan decides and no package tells.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Day as of which everything that has a date is judged.
    pub as_of: Date,
    /// SHA-256 of the certificates that the signers must have, in lower-case hexadecimal; empty for no expectation.
    pub expected_signers: Vec<String>,
}

/// What the package's opening has inflated.
struct Opened<'a>(&'a App);

impl apksig::Inflated for Opened<'_> {
    fn of(&self, entry: &container::Entry<'_>) -> Option<&[u8]> {
        self.0.bytes(self.0.artifact(&entry.display_name())?)
    }
}

/// The app's artifacts examined; DEX files wait to be indexed.
pub struct Draft<'a, 'i> {
    app: &'a App,
    search: &'i Search<'i>,
    limits: &'i Limits,
    examined: Vec<Examined<'a>>,
    classes: Classes<'a>,
}

impl<'a, 'i> Draft<'a, 'i> {
    /// Puts the artifacts together; `examined` is in the order of [`App::artifacts`].
    pub fn new(
        app: &'a App,
        search: &'i Search<'i>,
        limits: &'i Limits,
        mut examined: Vec<Examined<'a>>,
    ) -> Self {
        let mut files: Vec<(u32, DexFile<'a>)> = Vec::new();
        for (artifact, examined) in app.artifacts.iter().zip(&mut examined) {
            for dex in examined.dex.drain(..) {
                files.push((load_order(&artifact.path), DexFile::new(artifact.path.clone(), dex)));
            }
        }
        // Stable: files the platform does not load by itself come last, in directory order.
        files.sort_by_key(|(order, _)| *order);
        let files = files.into_iter().map(|(_, file)| file).collect();
        Self { app, search, limits, examined, classes: Classes { files } }
    }

    /// Number of DEX files to index.
    pub fn dex_files(&self) -> usize {
        self.classes.files.len()
    }

    /// Walks the code of one DEX file. Files do not depend on each other here, so this may run in parallel.
    pub fn index(&self, at: usize) -> DexIndex {
        index(&self.classes, at, self.search.interest, &self.search.literals)
    }

    /// Verifies the signatures of every APK. This is independent of the indexes, so it may run beside them; content
    /// that is inflated already is not inflated again.
    pub fn signing(&self, idsig: Option<&[u8]>, spread: &dyn apksig::Spread) -> Vec<Signing<'a>> {
        let app = self.app;
        if app.form != package::Form::Apk {
            return Vec::new();
        }
        let Ok(archive) = container::parse(app.data(), self.limits) else { return Vec::new() };
        let table = self.examined.iter().find_map(|examined| examined.table.as_ref());
        let manifest = app.artifact("AndroidManifest.xml").and_then(|artifact| app.bytes(artifact));
        let manifest = manifest.and_then(|bytes| android_res::axml::parse(bytes, self.limits).ok());
        let platforms = manifest.map(|manifest| Platforms::of(&manifest.value, table));
        let platforms =
            platforms.unwrap_or(Platforms { min_sdk: None, target_sdk: None, target_sandbox: None });
        let lent = apksig::Lent { spread, inflated: &Opened(app) };
        let name = Arc::from(app.file_name.as_str());
        vec![Signing::read(name, app.data(), &archive, &platforms, idsig, self.limits, lent)]
    }

    /// Puts everything together; `indexes` is in the order of the DEX files.
    pub fn finish(self, mut indexes: Vec<DexIndex>, signing: Vec<Signing<'a>>, given: Given) -> Facts<'a> {
        let Self { app, search, limits, examined, classes } = self;
        let mut issues = app.issues.clone();
        let mut hits: Vec<StringHit> =
            indexes.iter_mut().flat_map(|index| std::mem::take(&mut index.hits)).collect();
        let (mut table, mut native, mut pieces) = (None, Vec::new(), Vec::new());
        let mut damaged: HashMap<Part, Text> = HashMap::new();
        for issue in &app.issues {
            if let Issue::Unread { artifact, error } = issue
                && let Some(artifact) = app.artifact(artifact)
            {
                let text = format!("{}: {error}", artifact.path);
                damaged.entry(part_of(artifact)).or_insert_with(|| Text::new(text.clone(), text));
            }
        }
        for (artifact, examined) in app.artifacts.iter().zip(examined) {
            hits.extend(examined.hits);
            table = table.or(examined.table);
            native.extend(examined.library);
            pieces.push(examined.apple);
            for error in examined.issues {
                note_damage(&mut damaged, artifact, &error);
                issues.push(Issue::Damage { artifact: artifact.path.clone(), error });
            }
        }
        for (file, index) in classes.files.iter().zip(&indexes) {
            if index.damaged > 0 {
                let (count, path) = (index.damaged, &file.artifact);
                let text = Text::new(
                    format!("{path}: {count} methods could not be read to the end"),
                    format!("{path}：{count} 個方法無法完整讀取"),
                );
                damaged.entry(Part::Code).or_insert(text);
            }
        }
        let mut xml = |path: &str| read_xml(app, path, limits, &mut issues, &mut damaged);
        let manifest_document =
            if app.platform == Platform::Android { xml("AndroidManifest.xml") } else { None };
        let manifest = manifest_document
            .as_ref()
            .and_then(|document| Manifest::read(document, Arc::from("AndroidManifest.xml"), table.as_ref()));
        for entry in manifest.iter().flat_map(|manifest| &manifest.meta_data) {
            for text in entry.value.value.each() {
                search.text(StringScope::Manifest, text.as_bytes(), || entry.value.origin.clone(), &mut hits);
            }
        }
        let stored = |path: &str| match app.artifact(path) {
            None => Stored::Nothing,
            Some(artifact) => app.bytes(artifact).map_or(Stored::Unread, Stored::Bytes),
        };
        let mut files = Files { stored: &stored, xml: &mut xml };
        let network = manifest
            .as_ref()
            .and_then(|manifest| NetworkPolicy::read(manifest, table.as_ref(), &mut files, limits));
        let backup = manifest
            .as_ref()
            .map(|manifest| Backup::read(manifest, table.as_ref(), &mut xml))
            .unwrap_or_default();
        let file_providers = manifest
            .as_ref()
            .map(|manifest| FileProviders::read(manifest, table.as_ref(), &mut xml))
            .unwrap_or_default();
        let apple = if app.platform == Platform::Ios { Bundle::assemble(app, pieces) } else { Vec::new() };
        for (one, error) in signing.iter().flat_map(|one| one.unread().map(move |error| (one, error))) {
            let text = format!("{}: {error}", one.artifact);
            damaged.entry(Part::Signing).or_insert_with(|| Text::new(text.clone(), text));
            issues.push(Issue::Damage { artifact: one.artifact.clone(), error: error.clone() });
        }
        let owners = Owners::new(
            manifest
                .as_ref()
                .map(Manifest::package)
                .or_else(|| apple.first().map(Bundle::id))
                .unwrap_or_default(),
        );
        let unit_by_path = app
            .artifacts
            .iter()
            .filter_map(|artifact| Some((artifact.path.clone(), app.units.get(artifact.unit)?.id.clone())));
        let platform_accepts = PlatformAccepts::new(
            app,
            &issues,
            manifest_document.as_ref().map(|document| document.platform_accepts),
            table.as_ref().map(|table| table.platform_accepts),
        );
        let mut facts = Facts {
            app,
            as_of: given.as_of,
            expected_signers: given.expected_signers,
            code: Code::new(classes, indexes, search.interest),
            strings: Strings::new(search.interest, hits),
            unit_by_path: unit_by_path.collect(),
            seen: Vec::new(),
            platform_accepts,
            manifest,
            network,
            backup,
            file_providers,
            signing,
            native,
            apple,
            issues,
            owners,
        };
        facts.seen = Part::ALL.iter().map(|&part| (part, seen(&facts, part, &damaged))).collect();
        facts
    }
}

/// `classes.dex` is 1, `classes2.dex` 2 and so on; everything else is loaded by the app itself, if at all.
fn load_order(path: &str) -> u32 {
    let number = path.strip_prefix("classes").and_then(|rest| rest.strip_suffix(".dex"));
    match number {
        Some("") => 1,
        Some(number) if !number.starts_with('0') => number.parse().unwrap_or(u32::MAX),
        _ => u32::MAX,
    }
}

/// The part that a kind of artifact belongs to.
fn part_of(artifact: &Artifact) -> Part {
    match artifact.kind {
        Kind::Dex => Part::Code,
        Kind::ResourceTable => Part::Resources,
        Kind::BinaryXml if &*artifact.path == "AndroidManifest.xml" => Part::Manifest,
        Kind::BinaryXml => Part::Resources,
        Kind::Elf => Part::Native,
        Kind::MachO => Part::MachO,
        Kind::PropertyList => Part::InfoPlist,
        Kind::Profile => Part::Profile,
        _ => Part::Files,
    }
}

/// Damage that hides something makes its part partly seen; a value that merely breaks a rule does not.
fn note_damage(damaged: &mut HashMap<Part, Text>, artifact: &Artifact, error: &ParseError) {
    if error.hides() {
        let text = format!("{}: {error}", artifact.path);
        damaged.entry(part_of(artifact)).or_insert_with(|| Text::new(text.clone(), text));
    }
}

fn read_xml(
    app: &App,
    path: &str,
    limits: &Limits,
    issues: &mut Vec<Issue>,
    damaged: &mut HashMap<Part, Text>,
) -> Option<Document> {
    let artifact = app.artifact(path)?;
    let mut report = |error: ParseError| {
        note_damage(damaged, artifact, &error);
        issues.push(Issue::Damage { artifact: artifact.path.clone(), error });
    };
    match android_res::axml::parse(app.bytes(artifact)?, limits) {
        Ok(parsed) => {
            parsed.issues.into_iter().for_each(&mut report);
            Some(parsed.value)
        }
        Err(error) => {
            report(error);
            None
        }
    }
}

/// What hides something of a file.
fn damage_of(facts: &Facts<'_>, file: &str) -> Option<Text> {
    let artifact = facts.app.artifact(file)?;
    let mut damaged = HashMap::new();
    for issue in &facts.issues {
        match issue {
            Issue::Damage { artifact: named, error } if **named == *file => {
                note_damage(&mut damaged, artifact, error);
            }
            _ => {}
        }
    }
    damaged.remove(&part_of(artifact))
}

fn seen(facts: &Facts<'_>, part: Part, damaged: &HashMap<Part, Text>) -> Seen {
    let unread = facts.app.artifacts.iter().find(|artifact| {
        matches!(artifact.content, package::Content::Unread)
            && (part_of(artifact) == part || part == Part::Files)
    });
    if let Some(artifact) = unread {
        let path = &artifact.path;
        return Seen::Partly(Text::new(format!("{path} could not be read"), format!("{path} 無法讀取")));
    }
    if let Some(text) = damaged.get(&part) {
        return Seen::Partly(text.clone());
    }
    // The configuration is a file among the resources; where it is cut, so is the policy.
    let policy_files = facts.network.iter().flat_map(|network| &network.files);
    if part == Part::NetworkPolicy
        && let Some(text) = policy_files.filter_map(|file| damage_of(facts, file)).next()
    {
        return Seen::Partly(text);
    }
    let has = |kind| facts.app.artifacts.iter().any(|artifact| artifact.kind == kind);
    let encrypted =
        facts.apple.iter().flat_map(|bundle| &bundle.binaries).find(|binary| binary.is_encrypted());
    if let (Part::MachO, Some(binary)) = (part, encrypted) {
        let path = &binary.artifact;
        return Seen::Partly(Text::new(
            format!("{path} is encrypted by the store (cryptid 1); scan the build before submission"),
            format!("{path} 已由商店加密（cryptid 1），請改以送審前之版本掃描"),
        ));
    }
    // Every package has a manifest; one that cannot be read is not one that is absent.
    if part == Part::Manifest && facts.app.form == package::Form::Apk && facts.manifest.is_none() {
        return Seen::Partly(Text::new(
            "AndroidManifest.xml holds no manifest that can be read",
            "AndroidManifest.xml 無可讀取之內容",
        ));
    }
    if part == Part::InfoPlist
        && facts.app.form == package::Form::Ipa
        && facts.apple.iter().all(|one| one.info.is_none())
    {
        return Seen::Partly(Text::new(
            "the app has no Info.plist that can be read",
            "App 無可讀取之 Info.plist",
        ));
    }
    let present = match part {
        Part::Container => facts.app.form != package::Form::Binary,
        Part::Manifest => facts.manifest.is_some(),
        Part::NetworkPolicy => facts.network.is_some(),
        Part::Resources => has(Kind::ResourceTable),
        Part::Signing => !facts.signing.is_empty(),
        Part::Code => has(Kind::Dex),
        Part::Native => has(Kind::Elf),
        Part::InfoPlist => facts.apple.iter().any(|bundle| bundle.info.is_some()),
        Part::Entitlements => facts.apple.iter().any(|bundle| bundle.entitlements().next().is_some()),
        Part::MachO => has(Kind::MachO),
        Part::Profile => facts.apple.iter().any(|bundle| bundle.profile.is_some()),
        Part::Files => true,
    };
    if present { Seen::Whole } else { Seen::Absent }
}
