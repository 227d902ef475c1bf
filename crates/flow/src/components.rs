use std::collections::HashMap;

/// Strongly connected components of the graph below some nodes, each after those it leads to. Tarjan's algorithm with
/// its stack on the heap.
pub fn components(
    roots: impl IntoIterator<Item = u32>,
    mut next: impl FnMut(u32) -> Vec<u32>,
) -> Vec<Vec<u32>> {
    struct Open {
        node: u32,
        next: std::vec::IntoIter<u32>,
    }
    let mut found: Vec<Vec<u32>> = Vec::new();
    // Order of discovery, and the earliest node that is reachable and still on the stack; `None` when its component is done.
    let mut known: HashMap<u32, (u32, Option<u32>)> = HashMap::new();
    let (mut count, mut stack): (u32, Vec<u32>) = (0, Vec::new());
    for root in roots {
        if known.contains_key(&root) {
            continue;
        }
        let mut open: Vec<Open> = Vec::new();
        let mut enter = Some(root);
        loop {
            if let Some(node) = enter.take() {
                known.insert(node, (count, Some(count)));
                count = count.saturating_add(1);
                stack.push(node);
                open.push(Open { node, next: next(node).into_iter() });
            }
            let Some(top) = open.last_mut() else { break };
            let node = top.node;
            if let Some(to) = top.next.next() {
                match known.get(&to).copied() {
                    None => enter = Some(to),
                    Some((number, Some(_))) => lower(&mut known, node, number),
                    Some((_, None)) => {}
                }
                continue;
            }
            open.pop();
            let Some((number, Some(low))) = known.get(&node).copied() else { continue };
            if number == low {
                let at = stack.iter().rposition(|one| *one == node).unwrap_or(0);
                let group = stack.split_off(at);
                for one in &group {
                    if let Some((_, low)) = known.get_mut(one) {
                        *low = None;
                    }
                }
                found.push(group);
            } else if let Some(above) = open.last() {
                lower(&mut known, above.node, low);
            }
        }
    }
    found
}

fn lower(known: &mut HashMap<u32, (u32, Option<u32>)>, node: u32, to: u32) {
    if let Some((_, Some(low))) = known.get_mut(&node) {
        *low = (*low).min(to);
    }
}

#[cfg(test)]
mod tests {
    use super::components;

    #[test]
    fn a_component_comes_after_those_it_leads_to() {
        let graph = [vec![1, 3], vec![2], vec![1, 4], vec![4], vec![]];
        let found = components([0], |node| graph[node as usize].clone());
        let sorted: Vec<Vec<u32>> = found
            .into_iter()
            .map(|mut group| {
                group.sort_unstable();
                group
            })
            .collect();
        assert_eq!(sorted, [vec![4], vec![1, 2], vec![3], vec![0]]);
    }

    #[test]
    fn a_chain_of_ten_thousand_needs_no_stack() {
        let found = components([0], |node| if node < 10_000 { vec![node + 1] } else { vec![0] });
        assert_eq!(found.len(), 1);
    }
}
