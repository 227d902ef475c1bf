//! The instructions that carry values, addresses and control (Arm Architecture Reference Manual, C4.1 and C6.2).
//!
//! A decoder of our own: a scan needs some thirty encodings exactly, must know of every other one which general register it
//! writes, and visits millions of them. A full disassembler answers the first slower and does not answer the second.

/// A register by its number; [`SP`] and [`ZR`] share 31 in the encoding and are told apart here.
pub(super) type Reg = u8;

/// The stack pointer.
pub(super) const SP: Reg = 31;
/// The register that is always zero.
pub(super) const ZR: Reg = 32;

/// Where a load or a store finds its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Access {
    pub(super) base: Reg,
    pub(super) offset: i64,
    /// Whether the base takes the new address, before the access or after it.
    pub(super) update: Option<Update>,
    /// Bytes of one register.
    pub(super) size: u8,
    /// Whether the registers are vectors.
    pub(super) vector: bool,
}

/// When the base register takes the new address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Update {
    Before,
    After,
}

/// Arithmetic on two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Math {
    Add,
    Sub,
    And,
    Or,
    Xor,
}

/// What a conditional branch looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Test {
    Register(Reg),
    Flags,
}

/// One instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Insn {
    /// ADR, ADRP: an address.
    Address { rd: Reg, target: u64 },
    /// MOVZ, MOVN, ORR of zero: a number.
    Number { rd: Reg, value: u64 },
    /// MOVK: sixteen bits of a number.
    Keep { rd: Reg, value: u64, mask: u64 },
    /// MOV of a register; 32 bits wide if `narrow`.
    Move { rd: Reg, rm: Reg, narrow: bool },
    /// Arithmetic with a number; `flags` if it sets them.
    Immediate { math: Math, rd: Reg, rn: Reg, value: u64, narrow: bool, flags: bool },
    /// Arithmetic with a register that is shifted left.
    Registers { math: Math, rd: Reg, rn: Reg, rm: Reg, shift: u8, narrow: bool, flags: bool },
    /// CSEL and its like; `plain` if `rm` is taken as it is.
    Select { rd: Reg, rn: Reg, rm: Reg, plain: bool },
    /// CCMP, whose flags depend on what was compared before too, and FCMP, whose do not.
    Compare { keeps: bool },
    /// LDR with an address in the code.
    LoadLiteral { rt: Reg, target: u64, size: u8, vector: bool },
    /// LDR, LDUR.
    Load { rt: Reg, access: Access },
    /// LDP.
    LoadPair { rt: Reg, rt2: Reg, access: Access },
    /// STR, STUR.
    Store { rt: Reg, access: Access },
    /// STP.
    StorePair { rt: Reg, rt2: Reg, access: Access },
    /// A store whose exact place is not followed.
    StoreSomewhere { base: Reg },
    /// BL.
    Call { target: u64 },
    /// BLR.
    CallRegister { rn: Reg },
    /// B.
    Jump { target: u64 },
    /// BR.
    JumpRegister { rn: Reg },
    /// B.cond, CBZ, CBNZ, TBZ, TBNZ.
    Branch { target: u64, test: Test },
    /// RET.
    Return,
    /// BRK, UDF and what no processor runs.
    Trap,
    /// Any other one: the general registers it may write.
    Other { writes: [Reg; 2] },
}

/// Does nothing to general registers.
const NOTHING: Insn = Insn::Other { writes: [ZR, ZR] };

/// Reads the instruction at an address.
pub(super) fn decode(word: u32, pc: u64) -> Insn {
    match word >> 25 & 0xf {
        0b1000 | 0b1001 => immediate(word, pc),
        0b1010 | 0b1011 => branch(word, pc),
        0b0100 | 0b0110 | 0b1100 | 0b1110 => memory(word, pc),
        0b0101 | 0b1101 => registers(word),
        0b0111 | 0b1111 => vector(word),
        _ => Insn::Trap,
    }
}

fn field(word: u32, low: u32, bits: u32) -> u32 {
    word >> low & ((1 << bits) - 1)
}

fn signed(value: u32, bits: u32) -> i64 {
    let up = 64 - bits;
    (i64::from(value) << up) >> up
}

fn reg(word: u32, low: u32) -> Reg {
    field(word, low, 5) as Reg
}

/// The register at a place where 31 means zero.
fn zero(word: u32, low: u32) -> Reg {
    match reg(word, low) {
        31 => ZR,
        one => one,
    }
}

fn writes(rd: Reg) -> Insn {
    Insn::Other { writes: [rd, ZR] }
}

fn immediate(word: u32, pc: u64) -> Insn {
    let narrow = word >> 31 == 0;
    let (rd, rn) = (reg(word, 0), reg(word, 5));
    match field(word, 23, 3) {
        0 | 1 => {
            let distance = signed(field(word, 5, 19) << 2 | field(word, 29, 2), 21);
            let target = if word >> 31 == 1 {
                (pc & !0xfff).wrapping_add((distance << 12) as u64)
            } else {
                pc.wrapping_add(distance as u64)
            };
            Insn::Address { rd: zero(word, 0), target }
        }
        2 => {
            let value = u64::from(field(word, 10, 12)) << if field(word, 22, 1) == 1 { 12 } else { 0 };
            let flags = field(word, 29, 1) == 1;
            let math = if field(word, 30, 1) == 1 { Math::Sub } else { Math::Add };
            let rd = if flags { zero(word, 0) } else { rd };
            Insn::Immediate { math, rd, rn, value, narrow, flags }
        }
        4 => {
            let Some(value) = bitmask(word) else { return Insn::Trap };
            let rn = zero(word, 5);
            let (math, flags) = match field(word, 29, 2) {
                0 => (Math::And, false),
                1 => (Math::Or, false),
                2 => (Math::Xor, false),
                _ => (Math::And, true),
            };
            let rd = if flags { zero(word, 0) } else { rd };
            if math == Math::Or && rn == ZR {
                return Insn::Number { rd, value };
            }
            Insn::Immediate { math, rd, rn, value, narrow, flags }
        }
        5 => {
            let shift = 16 * field(word, 21, 2);
            let part = u64::from(field(word, 5, 16)) << shift;
            let width = if narrow { u64::from(u32::MAX) } else { u64::MAX };
            let rd = zero(word, 0);
            match field(word, 29, 2) {
                0 => Insn::Number { rd, value: !part & width },
                2 => Insn::Number { rd, value: part },
                3 => Insn::Keep { rd, value: part, mask: 0xffff << shift },
                _ => Insn::Trap,
            }
        }
        3 => writes(rd),
        _ => writes(zero(word, 0)),
    }
}

/// `DecodeBitMasks`: a run of ones, turned and repeated.
fn bitmask(word: u32) -> Option<u64> {
    let narrow = word >> 31 == 0;
    let (n, turn, run) = (field(word, 22, 1), field(word, 16, 6), field(word, 10, 6));
    let length = 31 - (n << 6 | (!run & 0x3f)).leading_zeros().min(31);
    if (narrow && n == 1) || length == 0 {
        return None;
    }
    let size = 1u32 << length;
    let (turn, run) = (turn & (size - 1), run & (size - 1));
    if run == size - 1 {
        return None;
    }
    let ones = (1u64 << (run + 1)) - 1;
    let all = if size == 64 { u64::MAX } else { (1u64 << size) - 1 };
    let one = if turn == 0 { ones } else { (ones >> turn | ones << (size - turn)) & all };
    let mut value = one;
    let mut filled = size;
    while filled < 64 {
        value |= value << filled;
        filled *= 2;
    }
    Some(if narrow { value & u64::from(u32::MAX) } else { value })
}

fn branch(word: u32, pc: u64) -> Insn {
    let to = |value: u32, bits: u32| pc.wrapping_add((signed(value, bits) << 2) as u64);
    let rt = zero(word, 0);
    match word >> 24 {
        0x14..=0x17 => Insn::Jump { target: to(field(word, 0, 26), 26) },
        0x94..=0x97 => Insn::Call { target: to(field(word, 0, 26), 26) },
        0x54 => Insn::Branch { target: to(field(word, 5, 19), 19), test: Test::Flags },
        0x34 | 0x35 | 0xb4 | 0xb5 => {
            Insn::Branch { target: to(field(word, 5, 19), 19), test: Test::Register(rt) }
        }
        0x36 | 0x37 | 0xb6 | 0xb7 => {
            Insn::Branch { target: to(field(word, 5, 14), 14), test: Test::Register(rt) }
        }
        // With a signed pointer (BRAA, BLRAA, RETAA) the same, one bit beside.
        0xd6 | 0xd7 => match field(word, 21, 3) {
            0 => Insn::JumpRegister { rn: zero(word, 5) },
            1 => Insn::CallRegister { rn: zero(word, 5) },
            2 => Insn::Return,
            _ => Insn::Trap,
        },
        // Exceptions: SVC comes back.
        0xd4 if word & 0x00e0_001f == 1 => NOTHING,
        0xd4 => Insn::Trap,
        0xd5 => writes(if field(word, 21, 1) == 1 && field(word, 19, 2) != 0 { rt } else { ZR }),
        _ => Insn::Trap,
    }
}

fn memory(word: u32, pc: u64) -> Insn {
    let is_vector = field(word, 26, 1) == 1;
    let (rt, rt2, rn) = (zero(word, 0), zero(word, 10), reg(word, 5));
    let (rt, rt2) = if is_vector { (reg(word, 0), reg(word, 10)) } else { (rt, rt2) };
    let opc = field(word, 22, 2);
    let access = |offset: i64, update: Option<Update>, size: u8| Access {
        base: rn,
        offset,
        update,
        size,
        vector: is_vector,
    };
    if word & 0x3b00_0000 == 0x1800_0000 {
        let target = pc.wrapping_add((signed(field(word, 5, 19), 19) << 2) as u64);
        let size = match (is_vector, word >> 30) {
            (true, kind) => 4u8 << kind.min(2),
            (false, 0) => 4,
            (false, 1) => 8,
            (false, 2) => return writes(rt),
            (false, _) => return NOTHING,
        };
        return Insn::LoadLiteral { rt, target, size, vector: is_vector };
    }
    if word & 0x3a00_0000 == 0x2800_0000 {
        let size = match (is_vector, word >> 30) {
            (true, kind) => 4u8 << kind.min(2),
            (false, 0 | 1) => 4,
            (false, _) => 8,
        };
        let update = match field(word, 23, 2) {
            1 => Some(Update::After),
            3 => Some(Update::Before),
            _ => None,
        };
        let access = access(signed(field(word, 15, 7), 7) * i64::from(size), update, size);
        return match field(word, 22, 1) {
            1 => Insn::LoadPair { rt, rt2, access },
            _ => Insn::StorePair { rt, rt2, access },
        };
    }
    // Size and direction of a single register.
    let single = |access: Access| match (is_vector, opc) {
        (false, 0) | (true, 0 | 2) => Insn::Store { rt, access },
        (false, 2) if word >> 30 == 3 => NOTHING,
        _ => Insn::Load { rt, access },
    };
    let size = if is_vector && opc >= 2 { 16 } else { 1u8 << (word >> 30) };
    if word & 0x3b00_0000 == 0x3900_0000 {
        return single(access(i64::from(field(word, 10, 12)) * i64::from(size), None, size));
    }
    if word & 0x3b20_0000 == 0x3800_0000 {
        let offset = signed(field(word, 12, 9), 9);
        let update = match field(word, 10, 2) {
            1 => Some(Update::After),
            3 => Some(Update::Before),
            _ => None,
        };
        return single(access(offset, update, size));
    }
    if word & 0x3b20_0c00 == 0x3820_0800 {
        return match single(access(0, None, size)) {
            Insn::Store { .. } => Insn::StoreSomewhere { base: rn },
            Insn::Load { .. } if !is_vector => writes(rt),
            _ => NOTHING,
        };
    }
    if is_vector {
        // LD1, ST1 and their like.
        return Insn::StoreSomewhere { base: rn };
    }
    // Exclusive, ordered and atomic ones.
    Insn::Other { writes: [rt, zero(word, 16)] }
}

fn registers(word: u32) -> Insn {
    let narrow = word >> 31 == 0;
    let (rd, rn, rm) = (zero(word, 0), zero(word, 5), zero(word, 16));
    let shift = field(word, 10, 6) as u8;
    match field(word, 24, 5) {
        0b01010 => {
            let plain = field(word, 21, 1) == 0 && (field(word, 22, 2) == 0 || shift == 0);
            if !plain {
                return writes(rd);
            }
            let (math, flags) = match field(word, 29, 2) {
                0 => (Math::And, false),
                1 => (Math::Or, false),
                2 => (Math::Xor, false),
                _ => (Math::And, true),
            };
            if math == Math::Or && rn == ZR && shift == 0 {
                return Insn::Move { rd, rm, narrow };
            }
            Insn::Registers { math, rd, rn, rm, shift, narrow, flags }
        }
        0b01011 => {
            let flags = field(word, 29, 1) == 1;
            let math = if field(word, 30, 1) == 1 { Math::Sub } else { Math::Add };
            let compared = Insn::Registers { math, rd, rn, rm, shift: 0, narrow, flags };
            if field(word, 21, 1) == 1 {
                // An extended register; with the stack pointer it makes room of a size known at run time.
                return match flags {
                    true if rd == ZR => compared,
                    true => writes(rd),
                    false => writes(reg(word, 0)),
                };
            }
            if field(word, 22, 2) != 0 && shift != 0 {
                return if flags && rd == ZR { compared } else { writes(rd) };
            }
            Insn::Registers { math, rd, rn, rm, shift, narrow, flags }
        }
        0b11010 => match field(word, 21, 3) {
            0b010 => Insn::Compare { keeps: true },
            0b100 => {
                let plain = field(word, 30, 1) == 0 && field(word, 10, 2) == 0;
                Insn::Select { rd, rn, rm, plain }
            }
            _ => writes(rd),
        },
        _ => writes(rd),
    }
}

/// Vectors and floating point: only what moves something into a general register, or compares, matters.
fn vector(word: u32) -> Insn {
    // FCVT of either sign, and FMOV to a general register.
    let converts = word & 0x5f20_fc00 == 0x1e20_0000 && matches!(field(word, 16, 3), 0 | 1 | 4 | 5 | 6);
    let to_general = converts || word & 0xbfe0_fc00 == 0x0e00_3c00 || word & 0xbfe0_fc00 == 0x0e00_2c00;
    if to_general {
        return writes(zero(word, 0));
    }
    if word & 0xff20_fc07 == 0x1e20_2000 {
        return Insn::Compare { keeps: false };
    }
    // A vector that something is done to is no longer what was loaded; marked as a write to a vector.
    Insn::Other { writes: [ZR, VECTOR + reg(word, 0)] }
}

/// Added to the number of a vector register in [`Insn::Other`].
pub(super) const VECTOR: Reg = 64;
