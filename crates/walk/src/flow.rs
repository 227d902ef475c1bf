use cursor::Limits;
use dex::{FieldIdx, MethodIdx, Opcode, TypeIdx};
use flow::{
    Blocks, CallGraph, ClassId, Classes, DexFile, MethodId, Reach, Recorder, Site, Slicer, Summaries, Which,
    observe, trace_wrappers,
};
use testkit::dex::{DexBuilder, insn};

use crate::touch;

/// Calls that are asked about: each costs a slice.
const CALLS: usize = 64;
/// Methods that are walked for constants.
const METHODS: usize = 256;

/// What the analyses make of a DEX; any other input is taken for the code units of one method among others.
pub(crate) fn walk(data: &[u8]) {
    match dex::parse(data, &crate::limits()) {
        Ok(parsed) => analyse(parsed.value),
        Err(error) => {
            touch::display(&error);
            let built = around(data);
            if let Ok(parsed) = dex::parse(&built, &Limits::default()) {
                analyse(parsed.value);
            }
        }
    }
}

/// A DEX with the code units as one of its methods. Two bytes in front say how many registers it has and where a `try` ends.
fn around(data: &[u8]) -> Vec<u8> {
    let (head, code) = data.split_at_checked(2).unwrap_or((&[8, 4], data));
    let (units, _) = code.as_chunks::<2>();
    let units: Vec<u16> = units.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
    let middle = usize::from(head[1]).min(units.len());
    let class = "Ltw/example/Case;";
    DexBuilder::new()
        .class(class, |class| {
            class
                .static_field("text", "Ljava/lang/String;", None)
                .instance_field("kept", "Ljava/lang/String;")
                .method("free", "(Ljava/lang/String;I[B)Ljava/lang/String;", |method| {
                    method.registers(u16::from(head[0] % 32)).handler("from", "to", None, "from").code([
                        insn::label("from"),
                        insn::raw(&units[..middle]),
                        insn::label("to"),
                        insn::raw(&units[middle..]),
                    ])
                })
                .method("helper", "(Ljava/lang/String;)Ljava/lang/String;", |method| {
                    method.registers(2).code([
                        insn::sput_object(1, "Ltw/example/Case;->text:Ljava/lang/String;"),
                        insn::invoke_static("Ltw/example/Case;->caller(Ljava/lang/String;)Z", &[1]),
                        insn::return_object(1),
                    ])
                })
                .method("caller", "(Ljava/lang/String;)Z", |method| {
                    method.registers(4).code([
                        insn::const_string(0, "AES/ECB"),
                        insn::const16(1, 7),
                        insn::sget_object(2, "Ltw/example/Case;->text:Ljava/lang/String;"),
                        insn::if_eqz(2, "end"),
                        insn::invoke_static(
                            "Ltw/example/Case;->free(Ljava/lang/String;I[B)Ljava/lang/String;",
                            &[3, 1, 2],
                        ),
                        insn::move_result_object(0),
                        insn::invoke_static(
                            "Ltw/example/Case;->helper(Ljava/lang/String;)Ljava/lang/String;",
                            &[0],
                        ),
                        insn::label("end"),
                        insn::const16(0, 1),
                        insn::return_value(0),
                    ])
                })
        })
        .build()
}

fn analyse(dex: dex::Dex<'_>) {
    let classes = Classes::new(vec![DexFile::new("classes.dex".into(), dex)]);
    let Some(file) = classes.files.first() else { return };
    let mut recorder = Recorder::new(&classes, file);
    let mut calls: Vec<(MethodId, u32)> = Vec::new();
    for at in 0..classes.method_count() {
        let id = MethodId(u32::try_from(at).unwrap());
        let code = classes.method_at(id).and_then(|(file, _, method)| method.code(&file.dex));
        let Some(Ok(code)) = code else { continue };
        recorder.begin(id);
        for instruction in code.instructions() {
            let op = instruction.op;
            if op.is_invoke() {
                recorder.call(MethodIdx(instruction.index_raw()));
                calls.extend((calls.len() < CALLS).then_some((id, instruction.pc)));
            } else if matches!(op, Opcode::NEW_INSTANCE | Opcode::CONST_CLASS) {
                recorder.make(TypeIdx(instruction.index_raw()));
            } else if (Opcode::SGET.0..=Opcode::SPUT_SHORT.0).contains(&op.0) {
                recorder.touch(FieldIdx(instruction.index_raw()));
                recorder.store(FieldIdx(instruction.index_raw()));
            } else if (Opcode::IPUT.0..=Opcode::IPUT_SHORT.0).contains(&op.0) {
                recorder.store(FieldIdx(instruction.index_raw()));
            }
        }
        recorder.end();
    }
    let graph = CallGraph::new(&classes, vec![recorder.finish()]);
    let entries: Vec<ClassId> = (0..u32::try_from(classes.len()).unwrap().min(4)).map(ClassId).collect();
    let reach = Reach::new(&classes, &graph, &entries, None);
    let mut summaries = Summaries::new(&classes);
    let mut sites: Vec<Site> = Vec::new();
    for at in 0..classes.method_count().min(METHODS) {
        let id = MethodId(u32::try_from(at).unwrap());
        let Some((file, _, method)) = classes.method_at(id) else { continue };
        touch::debug(&(classes.signature(id), reach.path(id)));
        let Some(Ok(code)) = method.code(&file.dex) else { continue };
        let instructions: Vec<_> = code.instructions().collect();
        let blocks = Blocks::of(&code, &instructions);
        touch::debug(&(blocks.whole, blocks.dominators()));
        let seen = summaries.observe(file, &method, code, &|_| true);
        touch::debug(&(seen.complete, &seen.returns));
        touch::debug(&observe(file, &method, code, &mut flow::Fields::new(&classes), &|_| false).complete);
        sites.extend(seen.calls.into_iter().take(CALLS).map(|call| {
            touch::display(&call.receiver);
            call.args.iter().for_each(touch::display);
            let follow = (0..call.args.len()).collect();
            let (receiver, args) = (call.receiver, call.args);
            Site { caller: id, pc: call.pc, receiver, args, follow, leads_to: None, traced: false }
        }));
    }
    sites.truncate(CALLS);
    trace_wrappers(&classes, &graph, &mut sites);
    touch::debug(&sites.len());
    let mut slicer = Slicer::new(&classes, &graph);
    for (method, pc) in calls {
        for which in [Which::Receiver, Which::Argument(0), Which::Argument(1)] {
            let Some(slice) = slicer.value(method, pc, which) else { continue };
            touch::debug(&(&slice.origins, slice.complete));
            if let Some(origin) = slice.origins.last() {
                touch::debug(&slicer.is_guarded(&slice, origin, &|test| test.compares(7)));
            }
            touch::debug(&slicer.object(method, pc, which).map(|slice| slice.origins.len()));
        }
        touch::debug(&slicer.is_conditional(method, pc, &|test| test.reads("text")));
        touch::debug(&slicer.returned(method).map(|slice| slice.complete));
    }
}

/// Code units that say something: each kind of instruction the analyses follow.
pub(crate) fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let unit = |units: &[u16]| -> Vec<u8> {
        [8u8, 3].into_iter().chain(units.iter().flat_map(|unit| unit.to_le_bytes())).collect()
    };
    vec![
        // invoke-static {v5}, method@1; move-result-object v0; return-object v0
        ("calls", unit(&[0x1071, 0x0001, 0x0005, 0x000c, 0x0011])),
        // const/4 v0, 1; if-eqz v6, +4; add-int v0, v0, v6; goto -4; return-object v5
        ("loop", unit(&[0x1012, 0x0638, 0x0005, 0x0090, 0x0600, 0xfc28, 0x0511])),
        // new-array v0, v6, type@0; aput-object v5, v0, v6; aget-object v1, v0, v6; sput-object v1, field@0; return-object v1
        ("arrays", unit(&[0x6023, 0x0000, 0x054d, 0x0600, 0x0146, 0x0600, 0x0169, 0x0000, 0x0111])),
        // packed-switch v6, +5; return-object v5; nop; payload
        (
            "switch",
            unit(&[
                0x062b, 0x0006, 0x0000, 0x0511, 0x0000, 0x0000, 0x0100, 0x0001, 0x0000, 0x0000, 0x0003,
                0x0000,
            ]),
        ),
    ]
}
