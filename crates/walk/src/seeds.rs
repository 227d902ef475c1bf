use std::collections::BTreeSet;
use std::path::Path;

use container::Role;
use cursor::Limits;
use testkit::aab;
use testkit::axml::{self, Encoder};
use testkit::bundle::{self, Bundle};
use testkit::dex::{DexBuilder, Value, insn};
use testkit::elf::{ElfBuilder, Note};
use testkit::res;
use testkit::zip::ZipBuilder;

use crate::android_res::FILES;
use crate::apksig;

/// A well-formed input, made from the fixtures or by the test kit.
#[derive(Debug, Clone)]
pub struct Seed {
    /// Name of the [`Target`](crate::Target).
    pub target: &'static str,
    /// Where it comes from.
    pub name: String,
    /// The input.
    pub bytes: Vec<u8>,
}

/// Cases of rules whose manifest is taken; more of them would only repeat the same few elements.
const CASES: usize = 24;

/// The seeds of every target, below its longest input, without repetitions, in the order of their names.
///
/// # Panics
/// When a fixture of the repository at `root` cannot be read.
pub fn seeds(root: &Path) -> Vec<Seed> {
    let mut found = Collection::default();
    for name in ["broker-leaky.apk", "broker-hardened.apk", "broker-leaky.ipa", "broker-hardened.ipa"] {
        let bytes = std::fs::read(root.join("fixtures/apps").join(name)).unwrap();
        found.package(name, &bytes);
    }
    found.cases(root);
    for (name, bytes) in archives() {
        found.add("container", name, bytes);
    }
    found.tables();
    found.bundle(root);
    for (name, bytes) in apksig::seeds() {
        found.add("apksig", name, bytes);
    }
    found.add("dex", "annotated", dex());
    for (name, bytes) in crate::flow::seeds() {
        found.add("flow", name, bytes);
    }
    for (name, builder) in libraries() {
        found.add("elf", name, builder.build());
    }
    for (target, case) in
        [("keystore", "key-store-file"), ("keystore", "private-key-file"), ("sqlite", "personal-data")]
    {
        for (name, bytes) in files_of_cases(&root.join("rulesets/any/secrets").join(case).join("cases")) {
            found.add(target, name, bytes);
        }
    }
    for name in ["plain", "chained"] {
        let bytes = std::fs::read(root.join("fixtures/parsers/arm64").join(name)).unwrap();
        found.add("macho", name, bytes);
    }
    found.seeds.sort_by(|a, b| (a.target, &a.name).cmp(&(b.target, &b.name)));
    found.seeds
}

/// The assets of the cases of a rule, without those that only say where something is expected.
fn files_of_cases(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().join("assets"));
    for assets in entries.filter(|assets| assets.is_dir()) {
        for file in std::fs::read_dir(&assets).unwrap().map(|file| file.unwrap().path()) {
            let name = file.strip_prefix(folder).unwrap().to_string_lossy().replace('/', "-");
            if !name.ends_with("about.txt") && file.is_file() {
                found.push((name, std::fs::read(&file).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[derive(Default)]
struct Collection {
    seeds: Vec<Seed>,
    seen: BTreeSet<(&'static str, Vec<u8>)>,
}

impl Collection {
    fn add(&mut self, target: &'static str, name: impl Into<String>, bytes: Vec<u8>) {
        let fits = crate::target(target).is_some_and(|target| bytes.len() <= target.max_len);
        if fits && self.seen.insert((target, bytes.clone())) {
            self.seeds.push(Seed { target, name: name.into(), bytes });
        }
    }

    /// A package, and each entry for the parser of its kind.
    fn package(&mut self, package: &str, bytes: &[u8]) {
        let limits = Limits::default();
        let archive = container::parse(bytes, &limits).unwrap();
        self.add("container", package, bytes.to_vec());
        if package.ends_with(".apk") {
            self.add("apksig", package, bytes.to_vec());
        }
        let mut texts = Vec::new();
        for entry in &archive.entries {
            let Some(content) = archive.read(entry, Role::of(entry.name), &limits).bytes else { continue };
            let content = content.into_owned();
            let name = format!("{package}-{}", entry.display_name().replace('/', "-"));
            match content.first_chunk() {
                Some(b"\x03\0\x08\0") => self.add("axml", name, content),
                Some(b"\x02\0\x0c\0") => self.add("arsc", name, content),
                Some(b"dex\n") => {
                    self.add("flow", name.clone(), content.clone());
                    self.add("dex", name, content);
                }
                Some(b"\x7fELF") => self.add("elf", name, content),
                Some(b"\xcf\xfa\xed\xfe" | b"\xca\xfe\xba\xbe") => self.add("macho", name, content),
                _ if entry.name.ends_with(b".RSA") => {
                    self.add("apksig", name, [&b"b"[..], &content].concat());
                }
                _ if entry.name.ends_with(b".MF") || entry.name.ends_with(b".SF") => {
                    texts.push((entry.name.ends_with(b".SF"), content));
                }
                _ => {}
            }
        }
        texts.sort();
        if let [(_, manifest), (_, file)] = &texts[..] {
            self.add("apksig", format!("{package}-texts"), [b"m", &manifest[..], &[0], file].concat());
        }
        let signatures = ::apksig::parse(bytes, &archive, &limits);
        for certificate in signatures.signers.iter().flat_map(|signer| &signer.certificates) {
            self.add("apksig", format!("{package}-certificate"), [b"c", &certificate.der[..]].concat());
        }
        for pair in signatures.block.iter().flat_map(|block| &block.pairs) {
            let tag = match pair.id {
                0x7109_871a => b"2",
                0xf053_68c0 => b"3",
                0x1b93_ad61 => b"1",
                0x6dff_800d => b"s",
                _ => continue,
            };
            self.add("apksig", format!("{package}-{:x}", pair.id), [tag, pair.value].concat());
        }
    }

    /// What compilers made of the rules' cases, and some of their manifests.
    fn cases(&mut self, root: &Path) {
        let bundle = Bundle::open(&std::fs::read(root.join(bundle::PATH)).unwrap());
        for row in bundle.index() {
            let path = format!("{}/{}", row.case, row.output);
            let target = match row.output.as_str() {
                "classes.dex" => "dex",
                "lib.so" => "elf",
                _ => continue,
            };
            self.add(target, path.replace('/', "-"), bundle.file(&path).unwrap());
        }
        let cases = bundle::cases(&root.join("rulesets"));
        let files = cases.iter().filter(|case| case.path.extension().is_some_and(|end| end == "xml"));
        let manifests = files.filter_map(|case| {
            let text = std::fs::read_to_string(&case.path).ok()?;
            // Some cases name resources, which only a table beside them would resolve.
            (text.contains("<manifest") && !text.contains("\"@")).then_some((case, text))
        });
        for (case, text) in manifests.take(CASES) {
            self.add("axml", case.id.replace('/', "-"), axml::encode(&text));
        }
    }

    /// A module of an app bundle, made here, and the files that aapt2 made of another.
    fn bundle(&mut self, root: &Path) {
        for (name, bytes) in aab::compile(FILES) {
            self.add("resources_pb", format!("module-{}", name.replace('/', "-")), bytes);
        }
        self.add("resources_pb", "configuration", aab::config("1.18.1", Some(2)));
        for name in ["AndroidManifest.xml", "res/xml/policy.xml", "resources.pb"] {
            let bytes = std::fs::read(root.join("fixtures/parsers/forms/proto").join(name)).unwrap();
            self.add("resources_pb", format!("aapt2-{}", name.replace('/', "-")), bytes);
        }
        for (target, name) in [("axml", "AndroidManifest.xml"), ("arsc", "resources.arsc")] {
            let bytes = std::fs::read(root.join("fixtures/parsers/forms/binary").join(name)).unwrap();
            self.add(target, format!("aapt2-{name}"), bytes);
        }
    }

    /// Resources in every layout, and binary XML beside them.
    fn tables(&mut self) {
        let files = [
            ("res/values/strings.xml", VALUES),
            ("res/values-night/strings.xml", "<resources><bool name=\"debuggable\">false</bool></resources>"),
            ("res/values-zh-rTW/strings.xml", "<resources><string name=\"a\">\u{4e2d}</string></resources>"),
        ];
        for (name, bytes) in res::compile(&files) {
            let target = if name.ends_with(".arsc") { "arsc" } else { "axml" };
            self.add(target, format!("compiled-{}", name.replace('/', "-")), bytes);
        }
        let entries = [
            Some(res::simple_entry(0, 1, 0x7f01_0001)),
            None,
            Some(res::simple_entry(1, 3, 0)),
            Some(res::simple_entry(1, 0x12, u32::MAX)),
        ];
        let compact = [Some(res::compact_entry(0, 0x10, 7)), Some(res::compact_entry(1, 1, 0x7f01_0000))];
        for (name, layout) in
            [("dense", res::Layout::Dense), ("short", res::Layout::Short), ("sparse", res::Layout::Sparse)]
        {
            for (kind, entries) in [("plain", &entries[..]), ("compact", &compact[..])] {
                let mut parts = res::parts(&files);
                parts.types.push(res::type_chunk(1, layout, &res::config("zh-rTW-night"), entries));
                self.add("arsc", format!("table-{name}-{kind}"), parts.build());
            }
        }
        let text = "<a xmlns:android=\"http://schemas.android.com/apk/res/android\" b=\"c\"><d android:exported=\"true\"/>text</a>";
        self.add("axml", "utf-16", Encoder::new().utf16().encode(text));
    }
}

const VALUES: &str = "<resources>
  <string name=\"a\">text</string><string name=\"b\">@string/a</string>
  <bool name=\"debuggable\">true</bool><color name=\"c\">#ff00ff00</color><integer name=\"i\">7</integer>
</resources>";

/// Archives with every structure the reader knows.
fn archives() -> Vec<(&'static str, Vec<u8>)> {
    let small = || ZipBuilder::new().file("a", "text text text").stored("classes.dex", "code");
    let bytes = |zip: ZipBuilder| zip.build();
    vec![
        ("empty", bytes(ZipBuilder::new())),
        ("small", bytes(small())),
        ("descriptor", bytes(small().file("b", "streamed").descriptor())),
        ("zip64", bytes(small().file("b", "large").zip64())),
        ("zip64-end", bytes(small().zip64_end())),
        ("prefix", bytes(small().prefix("#!/bin/sh\n"))),
        ("prefix-uncounted", bytes(small().prefix_uncounted("#!/bin/sh\n"))),
        ("comment", bytes(small().comment("words").fake_end())),
        ("aliases", bytes(small().alias("c", 0).alias("c", 1))),
        (
            "extra",
            bytes(small().central_extra(*b"\x75\x70\x06\0\x01....a").local_extra(*b"\x35\xd9\x02\0\0\0")),
        ),
        ("names", bytes(small().file("../up", "x").file("a/b", "y").local_name("c").file([0xff, 0], "z"))),
        ("methods", bytes(small().raw("m", 0x1234, *b"raw", 3, 0).raw("aes", 99, *b"cipher text", 5, 0))),
        ("signing-block", bytes(small().align(4).signing_block(&[(0x7109_871a, b"v2"), (1, b"")]))),
        ("symlink", bytes(small().stored("link", "a").mode(0o120_777).gap("hidden"))),
    ]
}

/// Every kind of item a DEX has.
fn dex() -> Vec<u8> {
    const CIPHER: &str = "Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;";
    DexBuilder::new()
        .string("h\u{e9}llo\0\u{1f600}")
        .class("La/B;", |class| {
            class
                .source("B.java")
                .interface("Ljava/lang/Runnable;")
                .annotation(
                    "La/Note;",
                    &[("value", Value::Array(vec![Value::Int(7), Value::String("x".into())]))],
                )
                .static_field("NAME", "Ljava/lang/String;", Some(Value::String("n".into())))
                .static_field("SIZE", "J", Some(Value::Long(-2)))
                .instance_field("state", "I")
                .field_annotation("La/Field;")
                .method("run", "(I)V", |method| {
                    method
                        .registers(3)
                        .annotation("Landroid/webkit/JavascriptInterface;")
                        .code([
                            insn::label("start"),
                            insn::const_string(0, "AES/ECB/PKCS5Padding"),
                            insn::invoke_static(CIPHER, &[0]),
                            insn::move_result_object(0),
                            insn::label("end"),
                            insn::if_eqz(0, "out"),
                            insn::new_array(1, 2, "[B"),
                            insn::fill_array_data(1, 1, &[1, 2, 3]),
                            insn::label("out"),
                            insn::return_void(),
                            insn::label("catch"),
                            insn::move_exception(0),
                            insn::throw(0),
                        ])
                        .handler("start", "end", Some("Ljava/lang/Exception;"), "catch")
                        .lines(&[(0, 10), (2, 12), (6, 11)])
                })
        })
        .class("La/C;", |class| class.superclass("La/B;"))
        .build()
}

fn libraries() -> Vec<(&'static str, ElfBuilder)> {
    let note = |name: &str, kind, body: Vec<u8>, align| Note { name: name.into(), kind, body, align };
    let property: Vec<u8> = [0xc000_0000_u32, 4, 3, 0].into_iter().flat_map(u32::to_le_bytes).collect();
    let android = [&26u32.to_le_bytes()[..], b"r26b", &[0; 60]].concat();
    let notes = vec![
        note("GNU", 3, vec![7; 20], 4),
        note("GNU", 5, property, 8),
        note("Android", 1, android, 4),
        note("Android", 4, vec![5, 0, 0, 0], 4),
    ];
    let default = ElfBuilder::default;
    vec![
        ("arm64", default()),
        ("arm", ElfBuilder::arm()),
        ("notes", ElfBuilder { notes, rodata: b"a text of some length\0abc\0".to_vec(), ..default() }),
        ("gnu-hash", ElfBuilder { gnu_hash: true, runpath: Some("/a:/b".into()), ..default() }),
    ]
}
