"""What every process shares: state, desks, doors, audit, inbox, deadlines. It knows no process by name."""
