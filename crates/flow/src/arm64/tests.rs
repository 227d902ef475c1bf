//! The decoder against an assembler's words, and the walk against the sample apps, whose sources stand in `fixtures/apps/ios`.

use std::path::Path;

use super::*;
use crate::arm64::decode::{Access, Insn, Math, SP, Test, Update, ZR, decode};

const PC: u64 = 0x1_0000_4000;

#[test]
fn words_mean_what_the_assembler_meant() {
    let access = |base, offset, update, size, vector| Access { base, offset, update, size, vector };
    let or = |rd, rn, value| Insn::Immediate { math: Math::Or, rd, rn, value, narrow: true, flags: false };
    let rows = [
        (0xb000_0008, Insn::Address { rd: 8, target: 0x1_0000_5000 }), // adrp x8, .+0x1000
        (0x1000_0008, Insn::Address { rd: 8, target: PC }),            // adr x8, .
        (
            0x910f_a108, // add x8, x8, #0x3e8
            Insn::Immediate { math: Math::Add, rd: 8, rn: 8, value: 0x3e8, narrow: false, flags: false },
        ),
        (
            0xd103_43ff, // sub sp, sp, #0xd0
            Insn::Immediate { math: Math::Sub, rd: SP, rn: SP, value: 0xd0, narrow: false, flags: false },
        ),
        (0x5280_0068, Insn::Number { rd: 8, value: 3 }), // mov w8, #3
        (0x1280_0000, Insn::Number { rd: 0, value: 0xffff_ffff }), // mov w0, #-1
        (0x72a0_0028, Insn::Keep { rd: 8, value: 0x1_0000, mask: 0xffff_0000 }), // movk w8, #1, lsl #16
        (0x3203_c3e0, Insn::Number { rd: 0, value: 0x2020_2020 }), // mov w0, #0x20202020
        (0x321f_0108, or(8, 8, 2)),                      // orr w8, w8, #2
        (0xaa01_03e0, Insn::Move { rd: 0, rm: 1, narrow: false }), // mov x0, x1
        (0xf940_1508, Insn::Load { rt: 8, access: access(8, 0x28, None, 8, false) }), // ldr x8, [x8, #0x28]
        (0xf85f_83a0, Insn::Load { rt: 0, access: access(29, -8, None, 8, false) }), // ldur x0, [x29, #-8]
        (
            0xa9bf_7bfd, // stp x29, x30, [sp, #-16]!
            Insn::StorePair { rt: 29, rt2: 30, access: access(SP, -16, Some(Update::Before), 8, false) },
        ),
        (
            0xa8c1_7bfd, // ldp x29, x30, [sp], #16
            Insn::LoadPair { rt: 29, rt2: 30, access: access(SP, 16, Some(Update::After), 8, false) },
        ),
        (0x3d80_03e0, Insn::Store { rt: 0, access: access(SP, 0, None, 16, true) }), // str q0, [sp]
        (0x3900_07ff, Insn::Store { rt: ZR, access: access(SP, 1, None, 1, false) }), // strb wzr, [sp, #1]
        (0x5800_0040, Insn::LoadLiteral { rt: 0, target: PC + 8, size: 8, vector: false }),
        (0x9400_0002, Insn::Call { target: PC + 8 }),
        (0x17ff_ffff, Insn::Jump { target: PC - 4 }),
        (0xd63f_0100, Insn::CallRegister { rn: 8 }),  // blr x8
        (0xd73f_0911, Insn::CallRegister { rn: 8 }),  // blraa x8, x17
        (0xd61f_0200, Insn::JumpRegister { rn: 16 }), // br x16
        (0xd71f_0a11, Insn::JumpRegister { rn: 16 }), // braa x16, x17
        (0xd65f_0fff, Insn::Return),                  // retab
        (0x3600_0040, Insn::Branch { target: PC + 8, test: Test::Register(0) }), // tbz w0, #0
        (0x5400_0041, Insn::Branch { target: PC + 8, test: Test::Flags }), // b.ne
        (0x1a9f_17e1, Insn::Select { rd: 1, rn: ZR, rm: ZR, plain: false }), // cset w1, eq
        (0xd503_237f, Insn::Other { writes: [ZR, ZR] }), // pacibsp
        (0xd420_0020, Insn::Trap),
    ];
    for (word, insn) in rows {
        assert_eq!(decode(word, PC), insn, "{word:#x}");
    }
}

/// The executable of a sample app.
fn sample(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/apps").join(name);
    #[expect(clippy::disallowed_methods, reason = "a fixture of the project")]
    let bytes = std::fs::read(path).unwrap();
    let limits = Limits::default();
    let archive = container::parse(&bytes, &limits).unwrap();
    let entry = archive.entries.iter().find(|entry| entry.name == b"Payload/Broker.app/Broker").unwrap();
    archive.read(entry, container::Role::of(entry.name), &limits).bytes.unwrap().into_owned()
}

fn find(data: &[u8], wanted: &Wanted) -> Machine {
    let limits = Limits::default();
    let macho = binary::macho::parse(data, &limits).unwrap().value;
    walk(&macho, wanted, &limits)
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// The call in a method.
fn call_in<'m>(machine: &'m Machine, function: &str) -> &'m Call {
    let found = machine.calls.iter().find(|site| site.function.name.as_deref() == Some(function));
    &found.unwrap_or_else(|| panic!("no call in {function}")).call
}

#[test]
fn arguments_in_registers_and_on_the_stack_are_known() {
    let data = sample("broker-leaky.ipa");
    let machine = find(&data, &Wanted { symbols: set(&["_CCCrypt", "_NSLog"]), ..Wanted::default() });
    assert_eq!((machine.walk, machine.unknown_messages), (Walk::Whole, 0));
    let call = call_in(&machine, "+[BRVault seal:]");
    assert_eq!(call.callee, Callee::Symbol("_CCCrypt".into()));
    let numbers: Vec<Option<u64>> = call.args.iter().take(6).map(Value::int).collect();
    assert_eq!(numbers, [Some(0), Some(1), Some(3), None, Some(8), Some(0)]);
    assert!(matches!(call.arg(3), Value::Data { section, .. } if &**section == "__const"));
    assert_eq!(call.arg(6).result().and_then(Call::selector), Some("bytes"));
    assert_eq!(call.arg(8).result().and_then(Call::selector), Some("mutableBytes"));
    assert_eq!(call.arg(9).result().and_then(Call::selector), Some("length"));
    let log = call_in(&machine, "-[BRLogin signInWithAccount:password:]");
    assert_eq!(log.arg(0).text(), Some("login account=%@ password=%@"));
    assert_eq!(log.args[8..10], [Value::Parameter(2), Value::Parameter(3)]);
}

#[test]
fn a_dictionary_shows_its_keys_and_values() {
    let data = sample("broker-leaky.ipa");
    let machine = find(&data, &Wanted { symbols: set(&["_SecItemAdd"]), ..Wanted::default() });
    let made = call_in(&machine, "+[BRVault storeToken:]").arg(0).result().unwrap();
    assert_eq!(made.receiver(), Some("NSDictionary"));
    let (Value::Stack(values), Value::Stack(keys)) = (made.arg(2), made.arg(3)) else { panic!("{made:?}") };
    let at = keys.iter().position(|key| key.content() == Some("_kSecAttrAccessible")).unwrap();
    assert_eq!(values[at].content(), Some("_kSecAttrAccessibleAlways"));
}

#[test]
fn a_body_shows_what_its_calls_depend_on() {
    const CHALLENGE: &str = "URLSession:didReceiveChallenge:completionHandler:";
    let wanted = Wanted { bodies: set(&[CHALLENGE]), ..Wanted::default() };
    let is_reply = |step: &&Step| step.call.callee == Callee::Block(Box::new(Value::Parameter(4)));
    let data = sample("broker-leaky.ipa");
    let machine = find(&data, &wanted);
    let body = machine.bodies.values().next().unwrap();
    let reply = body.steps.iter().find(is_reply).unwrap();
    assert!(body.is_whole && reply.conditions.is_empty());
    assert_eq!(reply.call.arg(1), &Value::Int(0));
    assert_eq!(reply.call.arg(2).result().and_then(Call::selector), Some("credentialForTrust:"));
    // The hardened one asks the system and compares a pin before.
    let data = sample("broker-hardened.ipa");
    let machine = find(&data, &wanted);
    let evaluates = |callee: &Callee| *callee == Callee::Symbol("_SecTrustEvaluateWithError".into());
    assert!(machine.bodies.values().all(|body| body.calls(evaluates)));
    let replies = machine.bodies.values().flat_map(|body| &body.steps).filter(is_reply);
    let accepts = replies.filter(|step| step.call.arg(1) == &Value::Int(0));
    assert!(accepts.clone().count() == 0 || accepts.clone().all(|step| step.deciders().next().is_some()));
}

#[test]
fn a_block_that_is_passed_is_found_with_its_condition() {
    const POLICY: &str = "evaluatePolicy:localizedReason:reply:";
    let data = sample("broker-leaky.ipa");
    let machine = find(&data, &Wanted { replies: set(&[POLICY]), ..Wanted::default() });
    let call = &machine.calls[0].call;
    assert_eq!((call.receiver(), call.arg(2)), (Some("LAContext"), &Value::Int(2)));
    let Value::Block(code) = call.arg(4) else { panic!("{call:?}") };
    let shows = machine.bodies[code].steps.iter().find(|step| step.call.selector() == Some("showPortfolio"));
    assert_eq!(shows.unwrap().conditions, [Value::Parameter(1)]);
}

#[test]
fn a_mention_names_its_function() {
    let wanted = Wanted { mentions: set(&["_OBJC_CLASS_$_UIWebView"]), ..Wanted::default() };
    let machine = find(&sample("broker-leaky.ipa"), &wanted);
    let functions: Vec<_> =
        machine.mentions.iter().filter_map(|mention| mention.function.name.as_deref()).collect();
    assert_eq!(functions, ["-[AppDelegate application:openURL:options:]"]);
    assert!(find(&sample("broker-hardened.ipa"), &wanted).mentions.is_empty());
}

#[test]
fn code_for_another_processor_is_said_and_not_walked() {
    let mut data = sample("broker-leaky.ipa");
    data[4] = 7;
    let wanted = Wanted { symbols: set(&["_CCCrypt"]), ..Wanted::default() };
    let machine = find(&data, &wanted);
    assert_eq!((machine.walk, machine.calls.len()), (Walk::OtherProcessor, 0));
}

/// What `fixtures/parsers/arm64/build.sh` built: `plain` or `chained`.
fn built(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/parsers/arm64").join(name);
    #[expect(clippy::disallowed_methods, reason = "a fixture of the project")]
    std::fs::read(path).unwrap()
}

#[test]
fn debug_and_release_builds_say_the_same() {
    const CHALLENGE: &str = "URLSession:didReceiveChallenge:completionHandler:";
    const POLICY: &str = "evaluatePolicy:localizedReason:reply:";
    for name in ["plain", "chained"] {
        let data = built(name);
        let wanted = Wanted {
            symbols: set(&["_CCCrypt"]),
            selectors: set(&["setObject:forKey:", "remember:"]),
            bodies: set(&[CHALLENGE, "shared"]),
            replies: set(&[POLICY]),
            ..Wanted::default()
        };
        let machine = find(&data, &wanted);
        assert_eq!((machine.walk, machine.unknown_messages), (Walk::Whole, 0), "{name}");
        let shown = |site: &Site| (site.call.arg(1).int(), site.call.arg(2).int(), site.call.arg(4).int());
        let crypts = machine.calls.iter().filter(|site| site.call.symbol().is_some()).map(shown);
        // In a loop, with options that depend on a parameter, and in a function that only passes on.
        let crypts: Vec<_> = crypts.collect();
        assert_eq!(crypts[..2], [(Some(1), Some(3), Some(8)), (Some(0), None, Some(16))], "{name}");
        assert_eq!((crypts[2].1, crypts[2].2), (Some(2), Some(16)), "{name}");
        let keys: Vec<_> = machine
            .calls
            .iter()
            .filter(|site| site.call.selector() == Some("setObject:forKey:"))
            .map(|site| (site.call.receiver(), site.call.arg(3).text()))
            .collect();
        let defaults = Some("NSUserDefaults");
        assert_eq!(keys, [(defaults, Some("密碼")), (defaults, Some("constant"))], "{name}");
        // Through a stub of the linker that passes the selector.
        assert_eq!(call_in(&machine, "-[Sealer again]").arg(2).text(), Some("again"), "{name}");
        let body = |selector: &str| {
            let (_, imp) = machine.methods.iter().find(|(one, _)| one == selector).unwrap();
            &machine.bodies[imp]
        };
        assert_eq!(body("shared").returns, [Value::Text("constant".into())], "{name}");
        let decided: Vec<(Option<u64>, bool)> = body(CHALLENGE)
            .steps
            .iter()
            .filter(|step| matches!(step.call.callee, Callee::Block(_)))
            .map(|step| {
                let evaluates = |call: &Call| call.symbol() == Some("_SecTrustEvaluateWithError");
                (step.call.arg(1).int(), step.deciders().any(evaluates))
            })
            .collect();
        assert_eq!(decided, [(Some(0), true), (Some(2), true)], "{name}");
        let policies = machine.calls.iter().filter(|site| site.call.selector() == Some(POLICY));
        let replies: Vec<&Body> = policies
            .map(|site| match site.call.arg(4) {
                Value::Block(code) => &machine.bodies[code],
                other => panic!("{name}: {other:?}"),
            })
            .collect();
        assert_eq!(replies[0].steps[0].conditions, [Value::Parameter(1)], "{name}");
        assert!(replies[1].steps[0].conditions.is_empty(), "{name}");
    }
}

#[test]
fn arguments_are_followed_to_the_callers_of_what_passes_them_on() {
    let follow = BTreeMap::from([("_CCCrypt".to_owned(), vec![1])]);
    let machine = find(&built("plain"), &Wanted { symbols: set(&["_CCCrypt"]), follow, ..Wanted::default() });
    let wrapper =
        machine.calls.iter().find(|site| site.function.name.as_deref() == Some("_crypt16")).unwrap();
    assert_eq!((wrapper.is_followed, wrapper.call.arg(1)), (true, &Value::Parameter(1)));
    let given = machine.calls.iter().find(|site| site.through.is_some()).unwrap();
    assert_eq!(given.through.as_deref(), Some("_crypt16"));
    assert_eq!(given.function.name.as_deref(), Some("-[Sealer seal:mode:]"));
    assert_eq!((given.call.arg(1).int(), given.call.arg(2).int()), (Some(0), Some(2)));
}

#[test]
fn what_no_symbol_names_is_named_after_what_uses_it() {
    let data = built("chained");
    let machine = find(&data, &Wanted { symbols: set(&["_CCCrypt", "_NSLog"]), ..Wanted::default() });
    let names: Vec<_> = machine.calls.iter().filter_map(|site| site.function.name.as_deref()).collect();
    assert!(names.contains(&"function called in -[Sealer seal:mode:]"), "{names:?}");
}

#[test]
fn any_bytes_are_walked_to_an_end() {
    let data = built("chained");
    let text = 0x4000..0x44c0;
    let mut seed = 0x9e37_79b9_7f4a_7c15u64;
    for _ in 0..64 {
        let mut damaged = data.clone();
        for byte in &mut damaged[text.clone()] {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            *byte = (seed >> 56) as u8;
        }
        let wanted = Wanted { symbols: set(&["_CCCrypt"]), bodies: set(&["shared"]), ..Wanted::default() };
        assert!(find(&damaged, &wanted).instructions > 0);
    }
}

/// An image one of whose functions is replaced with words, behind which an import of this name is called.
fn swift_call(words: impl Fn(u64) -> Vec<u32>) -> Value {
    const OLD: &str = "_SecTrustEvaluateWithError";
    const NEW: &str = "_$s10Foundation3URLV6strin";
    const BASE: u64 = 0x1_0000_0000;
    let mut data = built("plain");
    let machine = find(&data, &Wanted { symbols: set(&[OLD]), ..Wanted::default() });
    let site = &machine.calls[0];
    let at = |address: u64| (address - BASE) as usize;
    let word = u32::from_le_bytes(data[at(site.call.pc)..at(site.call.pc) + 4].try_into().unwrap());
    let Insn::Call { target } = decode(word, site.call.pc) else { panic!("{word:#x}") };
    let mut code = words(site.function.address);
    let pc = site.function.address + 4 * code.len() as u64;
    // bl stub, ret
    code.push(0x9400_0000 | (target.wrapping_sub(pc) >> 2) as u32 & 0x03ff_ffff);
    code.push(0xd65f_03c0);
    for (number, word) in code.iter().enumerate() {
        let place = at(site.function.address) + 4 * number;
        data[place..place + 4].copy_from_slice(&word.to_le_bytes());
    }
    let places: Vec<usize> =
        (0..data.len() - OLD.len()).filter(|at| data[*at..].starts_with(OLD.as_bytes())).collect();
    for place in places {
        data[place..place + NEW.len()].copy_from_slice(NEW.as_bytes());
    }
    let machine = find(&data, &Wanted { symbols: set(&[NEW]), ..Wanted::default() });
    machine.calls.iter().find(|site| site.call.pc == pc).unwrap().call.arg(0).clone()
}

#[test]
fn strings_that_swift_passes_in_two_registers_are_texts() {
    let data = built("plain");
    let text = b"constant\0";
    let place = data.windows(text.len()).position(|bytes| bytes == text).unwrap() as u64;
    let literal = |pc: u64| {
        let distance = (0x1_0000_0000 + place).wrapping_sub(pc + 8) as u32;
        vec![
            0xd280_0100,                                                          // movz x0, #8
            0xf2fa_0000,                                                          // movk x0, #0xd000, lsl #48
            0x1000_0008 | (distance & 3) << 29 | (distance >> 2 & 0x7_ffff) << 5, // adr x8, text
            0xd100_8108,                                                          // sub x8, x8, #0x20
            0xb241_0101, // orr x1, x8, #0x8000000000000000
        ]
    };
    assert_eq!(swift_call(literal), Value::Text("constant".into()));
    let small = |_| {
        vec![
            0xd28e_8e80, // movz x0, #0x7474, of "tt"
            0xd280_0001, // movz x1, #0
            0xf2fc_4001, // movk x1, #0xe200, lsl #48
        ]
    };
    assert_eq!(swift_call(small), Value::Text("tt".into()));
    // A count without the mark of a literal is any number beside any address.
    let number = |pc: u64| [&[0xd280_0100][..], &literal(pc - 4)[2..]].concat();
    assert!(matches!(swift_call(number), Value::Int(8)));
}
