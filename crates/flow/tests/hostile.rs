//! Code that no compiler writes: every analysis ends, soon, and says what it gave up.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{calls, methods, with};
use flow::{Blocks, CallGraph, Classes, Reach, Site, Slicer, Summaries, Which, trace_wrappers};
use testkit::dex::{DexBuilder, Insn, insn};

const SINK: &str = "Ltw/example/Out;->sink(Ljava/lang/String;)V";

/// Methods whose calls are asked about; each question may cost its whole budget.
const ASKED: usize = 200;

/// Everything the crate can say about code.
fn analyse(classes: &Classes<'_>, graph: &CallGraph) {
    let mut summaries = Summaries::new(classes);
    let mut slicer = Slicer::new(classes, graph);
    let mut sites = Vec::new();
    for id in methods(classes).take(ASKED) {
        let (file, class, method) = classes.method_at(id).unwrap();
        classes.ancestors(class);
        let Some(Ok(code)) = method.code(&file.dex) else { continue };
        let instructions: Vec<_> = code.instructions().collect();
        Blocks::of(&code, &instructions).dominators();
        for call in summaries.observe(file, &method, code, &|_| true).calls.into_iter().take(4) {
            if let Some(slice) = slicer.value(id, call.pc, Which::Argument(0)) {
                slice.origins.first().map(|origin| slicer.is_guarded(&slice, origin, &|_| true));
            }
            slicer.is_conditional(id, call.pc, &|_| false);
            let (receiver, args) = (call.receiver, call.args);
            let follow = (0..args.len()).collect();
            sites.push(Site {
                caller: id,
                pc: call.pc,
                receiver,
                args,
                follow,
                leads_to: None,
                traced: false,
            });
        }
    }
    trace_wrappers(classes, graph, &mut sites);
    Reach::new(classes, graph, &[flow::ClassId(0)], None);
}

fn one(code: Vec<Insn>) -> DexBuilder {
    DexBuilder::new().class("La/Case;", |class| {
        class.method("m", "(Ljava/lang/String;I)V", |method| method.registers(8).code(code))
    })
}

#[test]
fn a_method_of_sixty_thousand_instructions_ends() {
    let mut code = vec![insn::const_string(0, "x")];
    for at in 0..20_000 {
        code.push(insn::move_object(u8::try_from(at % 4).unwrap() + 1, u8::try_from(at % 5).unwrap()));
        code.push(insn::if_eqz(7, &format!("l{}", at / 100)));
        code.push(insn::invoke_static(SINK, &[0]));
        if at % 100 == 99 {
            code.push(insn::label(&format!("l{}", at / 100)));
        }
    }
    code.push(insn::return_void());
    with(one(code), |classes, graph| {
        let (id, at) = calls(classes, "m", "->sink(");
        assert_eq!(at.len(), 20_000);
        // Too long to be followed: said by having no answer, never by an empty one.
        assert!(Slicer::new(classes, graph).value(id, at[10], Which::Argument(0)).is_none());
        analyse(classes, graph);
    });
}

#[test]
fn loops_with_two_entries_end() {
    let mut code = vec![insn::if_eqz(7, "b")];
    code.extend([
        insn::label("a"),
        insn::invoke_static(SINK, &[6]),
        insn::move_object(6, 0),
        insn::label("b"),
    ]);
    code.extend([insn::move_object(0, 6), insn::if_nez(7, "a"), insn::goto("b")]);
    with(one(code), analyse);
}

#[test]
fn a_switch_whose_payload_is_elsewhere_ends() {
    let code = vec![
        // packed-switch v7, far outside; sparse-switch v7, into itself; fill-array-data v0, backwards.
        insn::raw(&[0x072b, 0x7000, 0x0000]),
        insn::raw(&[0x072c, 0x0001, 0x0000]),
        insn::raw(&[0x0026, 0xfffb, 0xffff]),
        insn::invoke_static(SINK, &[6]),
        insn::return_void(),
    ];
    with(one(code), analyse);
}

#[test]
fn tries_that_overlap_end() {
    let code = vec![
        insn::label("a"),
        insn::const_string(0, "x"),
        insn::label("b"),
        insn::invoke_static(SINK, &[0]),
        insn::label("c"),
        insn::move_exception(0),
        insn::goto("a"),
    ];
    let dex = DexBuilder::new().class("La/Case;", |class| {
        class.method("m", "(Ljava/lang/String;I)V", |method| {
            let method = method.handler("a", "c", None, "c").handler("b", "c", None, "b");
            method.handler("a", "b", None, "c").registers(8).code(code)
        })
    });
    with(dex, analyse);
}

#[test]
fn ten_thousand_helpers_within_helpers_end() {
    let count = 10_000;
    let dex = DexBuilder::new().class("La/Case;", |mut class| {
        for at in 0..count {
            let next = format!("La/Case;->h{}(Ljava/lang/String;)Ljava/lang/String;", (at + 1) % count);
            class = class.method(&format!("h{at}"), "(Ljava/lang/String;)Ljava/lang/String;", |method| {
                method.registers(2).code([
                    insn::invoke_static(&next, &[1]),
                    insn::move_result_object(0),
                    insn::return_object(0),
                ])
            });
        }
        class.method("m", "()V", |method| {
            method.registers(2).code([
                insn::const_string(0, "x"),
                insn::invoke_static("La/Case;->h0(Ljava/lang/String;)Ljava/lang/String;", &[0]),
                insn::move_result_object(0),
                insn::invoke_static(SINK, &[0]),
                insn::return_void(),
            ])
        })
    });
    with(dex, |classes, graph| {
        let (id, at) = calls(classes, "m", "->sink(");
        let slice = Slicer::new(classes, graph).value(id, at[0], Which::Argument(0)).unwrap();
        // Beyond the depth that is entered, a helper passes on what it gets.
        assert!(slice.texts().any(|(_, text)| text == "x"));
        analyse(classes, graph);
    });
}

#[test]
fn classes_above_themselves_end() {
    let dex = DexBuilder::new()
        .class("La/A;", |class| {
            class.superclass("La/B;").interface("La/A;").method("m", "(Ljava/lang/String;)V", |method| {
                method.access(1).registers(3).code([
                    insn::invoke_virtual("La/B;->m(Ljava/lang/String;)V", &[1, 2]),
                    insn::invoke_static(SINK, &[2]),
                    insn::return_void(),
                ])
            })
        })
        .class("La/B;", |class| class.superclass("La/A;"));
    with(dex, |classes, graph| {
        assert!(!classes.extends("La/A;", "Landroid/app/Activity;"));
        assert_eq!(classes.subtypes("La/A;").len(), 2);
        analyse(classes, graph);
    });
}

#[test]
fn many_methods_of_one_name_end() {
    // Overloads by one more parameter each, over many classes.
    let mut dex = DexBuilder::new();
    for at in 0..120 {
        dex = dex.class(&format!("La/C{at};"), |mut class| {
            for overload in 0..500usize {
                let letters = "IJZBSCFD".as_bytes();
                let mut left = overload + 1;
                let mut params = String::new();
                while left > 0 {
                    params.push(char::from(letters[left % 8]));
                    left /= 8;
                }
                class = class.method("same", &format!("({params})V"), |method| {
                    method.registers(12).code([insn::return_void()])
                });
            }
            class
        });
    }
    let dex = dex.class("La/Case;", |class| {
        class.method("m", "()V", |method| {
            method.code([
                insn::invoke_static("La/C7;->same(J)V", &[0, 1]),
                insn::invoke_static(SINK, &[0]),
                insn::return_void(),
            ])
        })
    });
    with(dex, analyse);
}

#[test]
fn calls_without_a_method_end() {
    let code = vec![
        // invoke-polymorphic {v0, v1}, method@0, proto@0; invoke-custom {v6}, call_site@9; invoke-static {}, method@65535
        insn::raw(&[0x20fa, 0x0000, 0x0010, 0x0000]),
        insn::move_result_object(0),
        insn::raw(&[0x10fc, 0x0009, 0x0006]),
        insn::move_result_object(0),
        insn::invoke_static(SINK, &[0]),
        insn::raw(&[0x0071, 0xffff, 0x0000]),
        insn::return_void(),
    ];
    with(one(code), |classes, graph| {
        let (id, at) = calls(classes, "m", "->sink(");
        let slice = Slicer::new(classes, graph).value(id, *at.last().unwrap(), Which::Argument(0)).unwrap();
        // A call site made at run time passes on what it gets: concatenations are such.
        assert!(slice.origins.iter().any(|origin| origin.kind == flow::Kind::Parameter(0)));
        analyse(classes, graph);
    });
}
