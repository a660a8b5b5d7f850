"""What an auditor pins from outside: keys and signatures, signed notes and checkpoints."""
