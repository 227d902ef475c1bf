use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use android_res::{Accepts, Document, Table, Tables};
use cursor::{Limits, ParseError, Parsed};
use finding::{Date, Location, Place, Text};
use package::{App, Artifact, Form, Issue, Kind, Platform, Unit};

use crate::android::{Backup, FileProviders, Files, Manifest, NetworkPolicy};
use crate::apple::{self, Bundle};
use crate::code::{Classes, Code, DexFile, DexIndex, Interest, Literals, StringHit, StringScope, index};
use crate::native::Library;
use crate::owner::Owners;
use crate::signing::{Platforms, Signing};
use crate::strings::Strings;
use crate::{Facts, Packing, Part, PlatformAccepts, Seen};

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
        Kind::ResourceTable if app.is_table(artifact) => match form_of(app).table(bytes, limits) {
            Ok(parsed) => {
                let table = take(parsed, &mut out.issues);
                resource_texts(&table, artifact, search, &mut out.hits);
                out.table = Some(table);
            }
            Err(error) => out.issues.push(error),
        },
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

/// The form of an app's compiled documents and tables.
fn form_of(app: &App) -> android_res::Form {
    match app.form {
        Form::Aab => android_res::Form::Proto,
        Form::Aar => android_res::Form::Source,
        _ => android_res::Form::Binary,
    }
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

    /// What rules want to know of arm64 code.
    pub(crate) fn machine(&self) -> &flow::arm64::Wanted {
        &self.interest.machine
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
struct Opened<'a>(&'a App, &'a Unit);

impl apksig::Inflated for Opened<'_> {
    fn of(&self, entry: &container::Entry<'_>) -> Option<&[u8]> {
        self.0.bytes(self.0.artifact(&format!("{}{}", self.1.root, entry.display_name()))?)
    }
}

/// The app's artifacts examined; DEX files wait to be indexed.
pub struct Draft<'a, 'i> {
    app: &'a App,
    search: &'i Search<'i>,
    limits: &'i Limits,
    examined: Vec<Examined<'a>>,
    classes: Classes<'a>,
    tables: Tables<'a>,
    /// The unit of each table.
    table_units: Vec<usize>,
}

impl<'a, 'i> Draft<'a, 'i> {
    /// Puts the artifacts together; `examined` is in the order of [`App::artifacts`].
    pub fn new(
        app: &'a App,
        search: &'i Search<'i>,
        limits: &'i Limits,
        mut examined: Vec<Examined<'a>>,
    ) -> Self {
        let mut files: Vec<((usize, u32), DexFile<'a>)> = Vec::new();
        for (artifact, examined) in app.artifacts.iter().zip(&mut examined) {
            for dex in examined.dex.drain(..) {
                files.push((load_order(app, artifact), DexFile::new(artifact.path.clone(), dex)));
            }
        }
        // Stable: files the platform does not load by itself come last, in directory order.
        files.sort_by_key(|(order, _)| *order);
        let files = files.into_iter().map(|(_, file)| file).collect();
        let tables = app.artifacts.iter().zip(&mut examined);
        let mut tables: Vec<(usize, Table<'a>)> =
            tables.filter_map(|(artifact, examined)| Some((artifact.unit, examined.table.take()?))).collect();
        tables.sort_by_key(|(unit, _)| *unit);
        let (table_units, tables) = tables.into_iter().unzip();
        let tables = Tables::new(tables);
        Self { app, search, limits, examined, classes: Classes::new(files), tables, table_units }
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
        if !app.is_installable() {
            return Vec::new();
        }
        let packages = app.packages.iter().filter_map(|package| {
            let data = app.archive(package);
            let archive = container::parse(data, self.limits).ok()?;
            let unit = app.units.get(package.unit)?;
            let manifest = app.file(unit, "AndroidManifest.xml").and_then(|artifact| app.bytes(artifact));
            let manifest = manifest.and_then(|bytes| android_res::axml::parse(bytes, self.limits).ok());
            let platforms = manifest.map(|manifest| Platforms::of(&manifest.value, &self.tables));
            let platforms =
                platforms.unwrap_or(Platforms { min_sdk: None, target_sdk: None, target_sandbox: None });
            let lent = apksig::Lent { spread, inflated: &Opened(app, unit) };
            // A v4 file is over one APK.
            let idsig = idsig.filter(|_| app.packages.len() == 1);
            Some(Signing::read(package.path.clone(), data, &archive, &platforms, idsig, self.limits, lent))
        });
        packages.collect()
    }

    /// Puts everything together; `indexes` is in the order of the DEX files.
    pub fn finish(self, mut indexes: Vec<DexIndex>, signing: Vec<Signing<'a>>, given: Given) -> Facts<'a> {
        let Self { app, search, limits, examined, classes, tables, table_units } = self;
        let mut issues = app.issues.clone();
        let mut hits: Vec<StringHit> =
            indexes.iter_mut().flat_map(|index| std::mem::take(&mut index.hits)).collect();
        let (mut native, mut pieces) = (Vec::new(), Vec::new());
        let mut damaged: HashMap<Part, Text> = HashMap::new();
        for issue in &app.issues {
            if let Issue::Unread { artifact, error } = issue
                && let Some(artifact) = app.artifact(artifact)
            {
                let text = format!("{}: {error}", artifact.path);
                damaged.entry(part_of(app, artifact)).or_insert_with(|| Text::new(text.clone(), text));
            }
        }
        for (artifact, examined) in app.artifacts.iter().zip(examined) {
            hits.extend(examined.hits);
            native.extend(examined.library);
            pieces.push(examined.apple);
            for error in examined.issues {
                note_damage(&mut damaged, app, artifact, &error);
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
            for place in &index.over_budget {
                // The calls in it are reported as undecided, so the part is not hidden by it.
                let (what, offset) = ("constants of a method", 0);
                let limit = ParseError::limit(what, offset, "registers looked at in a method", 1024);
                let artifact = format!("{} {}", file.artifact, place.place).into();
                issues.push(Issue::Damage { artifact, error: limit });
            }
        }
        let mut files = Files {
            app,
            form: form_of(app),
            tables: &tables,
            units: &table_units,
            limits,
            issues: Vec::new(),
        };
        let mut read = AndroidParts::default();
        if app.platform == Platform::Android {
            read = AndroidParts::read(&mut files);
        }
        let AndroidParts { manifest, manifest_accepts, network, backup, file_providers } = read;
        for (artifact, error) in files.issues {
            note_damage(&mut damaged, app, artifact, &error);
            issues.push(Issue::Damage { artifact: artifact.path.clone(), error });
        }
        for entry in manifest.iter().flat_map(|manifest| &manifest.meta_data) {
            for text in entry.value.value.each() {
                search.text(StringScope::Manifest, text.as_bytes(), || entry.value.origin.clone(), &mut hits);
            }
        }
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
            manifest_accepts,
            tables.iter().map(|table| table.platform_accepts).reduce(Accepts::and),
        );
        let packing = manifest.as_ref().map(|manifest| Packing::read(app, manifest, &classes));
        let mut facts = Facts {
            app,
            packing: packing.unwrap_or_default(),
            as_of: given.as_of,
            expected_signers: given.expected_signers,
            code: Code::new(classes, indexes, search.interest),
            strings: Strings::new(search.interest, hits),
            unit_by_path: unit_by_path.collect(),
            seen: Vec::new(),
            entries: OnceLock::new(),
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

/// Unit by unit, `classes.dex` first, then `classes2.dex` and so on; everything else is loaded by the app itself, if at all.
fn load_order(app: &App, artifact: &Artifact) -> (usize, u32) {
    let path = app.inner_path(artifact);
    let path = if app.form == Form::Aab { path.strip_prefix("dex/").unwrap_or(path) } else { path };
    let number = path.strip_prefix("classes").and_then(|rest| rest.strip_suffix(".dex"));
    let number = match number {
        Some("") => 1,
        Some(number) if !number.starts_with('0') => number.parse().unwrap_or(u32::MAX),
        _ => u32::MAX,
    };
    (if number == u32::MAX { usize::MAX } else { artifact.unit }, number)
}

/// The part that a kind of artifact belongs to.
fn part_of(app: &App, artifact: &Artifact) -> Part {
    match artifact.kind {
        Kind::Dex => Part::Code,
        Kind::ResourceTable => Part::Resources,
        Kind::BinaryXml if app.is_manifest(artifact) => Part::Manifest,
        Kind::BinaryXml => Part::Resources,
        Kind::Elf => Part::Native,
        Kind::MachO => Part::MachO,
        Kind::PropertyList => Part::InfoPlist,
        Kind::Profile => Part::Profile,
        _ => Part::Files,
    }
}

/// Damage that hides something makes its part partly seen; a value that merely breaks a rule does not.
fn note_damage(damaged: &mut HashMap<Part, Text>, app: &App, artifact: &Artifact, error: &ParseError) {
    if error.hides() {
        let text = format!("{}: {error}", artifact.path);
        damaged.entry(part_of(app, artifact)).or_insert_with(|| Text::new(text.clone(), text));
    }
}

/// What the manifests of an Android app say, and the files they name.
#[derive(Default)]
struct AndroidParts {
    manifest: Option<Manifest>,
    manifest_accepts: Option<Accepts>,
    network: Option<NetworkPolicy>,
    backup: Backup,
    file_providers: FileProviders,
}

impl AndroidParts {
    fn read(files: &mut Files<'_>) -> Self {
        let (app, tables) = (files.app, files.tables);
        let mut accepts: Option<Accepts> = None;
        let mut documents: Vec<(Arc<str>, Document)> = Vec::new();
        for artifact in app.files("AndroidManifest.xml") {
            if let Some(document) = files.read(artifact) {
                accepts =
                    Some(accepts.map_or(document.platform_accepts, |all| all.and(document.platform_accepts)));
                documents.push((artifact.path.clone(), document));
            }
        }
        // The base is the one whose manifest names no split.
        let is_split =
            |document: &Document| document.root().is_some_and(|root| root.plain("split").is_some());
        documents.sort_by_key(|(_, document)| is_split(document));
        let mut documents = documents.into_iter();
        let base = documents.next();
        let mut manifest = base.and_then(|(artifact, document)| Manifest::read(&document, artifact, tables));
        if let Some(manifest) = &mut manifest {
            documents.for_each(|(artifact, document)| manifest.add_split(&document, artifact, tables));
        }
        let Some(read) = &manifest else { return Self { manifest_accepts: accepts, ..Self::default() } };
        Self {
            network: NetworkPolicy::read(read, tables, files, files.limits),
            backup: Backup::read(read, tables, files),
            file_providers: FileProviders::read(read, tables, files),
            manifest_accepts: accepts,
            manifest,
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
                note_damage(&mut damaged, facts.app, artifact, error);
            }
            _ => {}
        }
    }
    damaged.remove(&part_of(facts.app, artifact))
}

/// Whether what an artifact holds belongs to a part: an APK of a set may hold anything.
fn hides(app: &App, artifact: &Artifact, part: Part) -> bool {
    let is_package = app.form == Form::ApkSet && artifact.path.ends_with(".apk");
    is_package || part_of(app, artifact) == part
}

fn seen(facts: &Facts<'_>, part: Part, damaged: &HashMap<Part, Text>) -> Seen {
    let unread = facts.app.artifacts.iter().find(|artifact| {
        matches!(artifact.content, package::Content::Unread)
            && (hides(facts.app, artifact, part) || part == Part::Files)
    });
    if let Some(artifact) = unread {
        let path = &artifact.path;
        return Seen::Partly(Text::new(format!("{path} could not be read"), format!("{path} 無法讀取")));
    }
    if let Some(text) = damaged.get(&part) {
        return Seen::Partly(text.clone());
    }
    if part == Part::Code && facts.app.form == Form::Aar {
        return Seen::Partly(Text::new(
            "the code of a library is Java byte code, which is not analysed; scan an app that uses it",
            "函式庫之程式碼為 Java bytecode，不予分析，請改以使用該函式庫之 App 掃描",
        ));
    }
    if part == Part::Code
        && let Some(why) = facts.packing.hides()
    {
        return Seen::Partly(why);
    }
    let splits = [Part::Manifest, Part::Resources, Part::Code, Part::Native];
    if splits.contains(&part) && facts.lacks_splits() {
        return Seen::Partly(Text::new(
            "the app needs splits that were not given; scan the whole set of APKs",
            "此 App 需搭配其他分割 APK 方可安裝，惟未提供，請改以整組 APK 掃描",
        ));
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
    if part == Part::Manifest
        && matches!(facts.app.form, Form::Apk | Form::ApkSet | Form::Aab | Form::Aar)
        && facts.manifest.is_none()
    {
        return Seen::Partly(Text::new(
            "AndroidManifest.xml holds no manifest that can be read",
            "AndroidManifest.xml 無可讀取之內容",
        ));
    }
    if part == Part::InfoPlist
        && facts.app.form == Form::Ipa
        && facts.apple.iter().all(|one| one.info.is_none())
    {
        return Seen::Partly(Text::new(
            "the app has no Info.plist that can be read",
            "App 無可讀取之 Info.plist",
        ));
    }
    let present = match part {
        Part::Container => facts.app.form != Form::Binary,
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
