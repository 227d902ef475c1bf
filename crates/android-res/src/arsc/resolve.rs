use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Config, Simple, Table};
use crate::{ResId, Value};

/// References that are followed one behind the other, `kMaxIterations` of AOSP `AssetManager2.cpp`.
const MAX_DEPTH: u32 = 20;
/// Type chunks that are asked for one resolution; real resources need a few hundred. Of values twice as many are read.
const MAX_PROBES: usize = 1 << 14;

/// What a value can become on some device.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Resolution {
    /// The distinct values, the default configuration first, then in the order of [`Config`]. Of a chain of references the
    /// configuration nearest to the value is given that is not the default.
    pub values: Vec<(Config, Value)>,
    /// A reference that could not be followed: it dangles, what it points to cannot be read, it is part of a cycle, the chain is
    /// too long, or it points to a theme or to the framework, which is not in this table.
    pub unresolved: Option<ResId>,
}

impl Table<'_> {
    /// Follows references through every configuration.
    ///
    /// A value that is no reference is its own resolution. A reference to a bag (a style, an array) stays the reference,
    /// as for the platform; `@null` is [`Value::Null`]. Configurations are not combined: a chain may claim a value that no
    /// single device selects, never the reverse.
    pub fn resolve(&self, value: &Value) -> Resolution {
        Self::resolve_in(std::slice::from_ref(self), value)
    }

    /// The same through the tables of several packages that are installed together.
    pub(crate) fn resolve_in(tables: &[Self], value: &Value) -> Resolution {
        let mut walk = Walk::default();
        walk.meet(Config::default(), value.clone(), 0, None);
        while let Some((id, depth, config)) = walk.queue.pop_front() {
            if depth > MAX_DEPTH || walk.probes > MAX_PROBES {
                walk.unresolved.get_or_insert(id);
                continue;
            }
            let mut found = false;
            for table in tables {
                found |= table.expand(&mut walk, id, depth, config);
            }
            if !found {
                walk.unresolved.get_or_insert(id);
            }
        }
        walk.finish()
    }

    /// Meets the values of one resource; false when this table has none.
    fn expand(&self, walk: &mut Walk, id: ResId, depth: u32, config: Config) -> bool {
        walk.probes = walk.probes.saturating_add(self.chunks(self.own(id)).len().max(1));
        let mut found = false;
        for (near, value) in self.simple(id) {
            found = true;
            walk.probes = walk.probes.saturating_add(1);
            if walk.probes > MAX_PROBES.saturating_mul(2) {
                walk.unresolved.get_or_insert(id);
                break;
            }
            let own = if near.is_default() { config } else { near };
            match value {
                Simple::Value(value) => walk.meet(own, value, depth, Some(id)),
                Simple::Bag => walk.values.push((own, Value::Reference(id))),
                Simple::Unreadable => {
                    walk.unresolved.get_or_insert(id);
                }
            }
        }
        found
    }
}

/// A walk over references, breadth first, so that each resource is met by its shortest chain and expanded once.
#[derive(Default)]
struct Walk {
    queue: VecDeque<(ResId, u32, Config)>,
    met: BTreeSet<ResId>,
    values: Vec<(Config, Value)>,
    unresolved: Option<ResId>,
    probes: usize,
    edges: Vec<(ResId, ResId)>,
    /// Some resource was met twice: by two chains or in a circle.
    again: bool,
}

impl Walk {
    fn meet(&mut self, config: Config, value: Value, depth: u32, from: Option<ResId>) {
        match value {
            Value::Reference(ResId(0)) => self.values.push((config, Value::Null)),
            Value::Reference(id) | Value::DynamicReference(id) => {
                self.edges.extend(from.map(|from| (from, id)));
                if self.met.insert(id) {
                    self.queue.push_back((id, depth.saturating_add(1), config));
                } else {
                    self.again = true;
                }
            }
            Value::ThemeAttribute(id) => {
                self.unresolved.get_or_insert(id);
            }
            value => self.values.push((config, value)),
        }
    }

    fn finish(mut self) -> Resolution {
        if self.again && self.unresolved.is_none() {
            self.unresolved = in_cycle(&self.edges);
        }
        self.values.sort_by_key(|(config, _)| *config);
        let mut seen = BTreeSet::new();
        let keep: Vec<bool> = self.values.iter().map(|(_, value)| seen.insert(value.key())).collect();
        let mut keep = keep.into_iter();
        let mut values = self.values;
        values.retain(|_| keep.next().unwrap_or(false));
        Resolution { values, unresolved: self.unresolved }
    }
}

/// A resource of a cycle, or between two: what is left when all that nothing points to was taken away, again and again,
/// and then all that points to nothing.
fn in_cycle(edges: &[(ResId, ResId)]) -> Option<ResId> {
    let forward = without_sources(edges);
    let backward: Vec<_> = forward.iter().map(|(from, to)| (*to, *from)).collect();
    without_sources(&backward).iter().map(|(_, from)| *from).min()
}

fn without_sources(edges: &[(ResId, ResId)]) -> Vec<(ResId, ResId)> {
    let mut incoming: BTreeMap<ResId, usize> = BTreeMap::new();
    let mut outgoing: BTreeMap<ResId, Vec<ResId>> = BTreeMap::new();
    for (from, to) in edges {
        incoming.entry(*from).or_default();
        let count = incoming.entry(*to).or_default();
        *count = count.saturating_add(1);
        outgoing.entry(*from).or_default().push(*to);
    }
    let mut sources: Vec<ResId> =
        incoming.iter().filter(|(_, count)| **count == 0).map(|(id, _)| *id).collect();
    while let Some(source) = sources.pop() {
        for to in outgoing.remove(&source).unwrap_or_default() {
            let Some(count) = incoming.get_mut(&to) else { continue };
            *count = count.saturating_sub(1);
            if *count == 0 {
                sources.push(to);
            }
        }
    }
    outgoing.into_iter().flat_map(|(from, to)| to.into_iter().map(move |to| (from, to))).collect()
}
